import type { en } from './en';

export type CommonKey = keyof typeof en;

export const commonTexts = {
  en: () => import('./en').then((module) => module.en),
  bn: () => import('./bn').then((module) => module.bn),
};
