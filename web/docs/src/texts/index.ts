import { useTexts } from '@gatehouse/ui';

import type { en } from './en';

export const texts = {
  en: () => import('./en').then((module) => module.en),
  bn: () => import('./bn').then((module) => module.bn),
};

export const useText = useTexts<typeof en>;
