import { Loader } from '@mantine/core';

import { useTexts } from '../i18n/LanguageProvider';
import { CardPage } from './CardPage';

/** While nothing is known yet of what the page will be. */
export function LoadingPage() {
  const t = useTexts();
  return (
    <CardPage>
      <Loader aria-label={t('loading')} m="auto" />
    </CardPage>
  );
}
