import { fetchTexts } from '@gatehouse/ui/early';

export const texts = fetchTexts({
  en: () => import('./en').then((module) => module.en),
  bn: () => import('./bn').then((module) => module.bn),
});
