import { startPage } from '@gatehouse/ui';

import { Docs } from './Docs';
import { texts } from './texts';

void startPage(<Docs />, texts);
