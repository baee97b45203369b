import { startPage } from '@gatehouse/ui';

import { Mailbox } from './Mailbox';
import { texts } from './texts';

void startPage(<Mailbox />, texts);
