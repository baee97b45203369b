import { Loader } from '@mantine/core';

import { useTexts } from '../i18n/LanguageProvider';

/** Where something will be that is under way: a sign for the eyes, a word for those who do not see it. */
export function Loading() {
  const t = useTexts();
  return <Loader role="status" aria-label={t('loading')} m="auto" />;
}
