import { useTexts } from '@gatehouse/ui';

import type { en } from './en';

export { texts } from './load';

export const useText = useTexts<typeof en>;
