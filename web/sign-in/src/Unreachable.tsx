import { CardPage, PageTitle, ProblemNotice } from '@gatehouse/ui';
import { Button } from '@mantine/core';

import { useText } from './texts';

/** Where the sign-in stands cannot be told now. */
export function Unreachable({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useText();
  return (
    <CardPage>
      <PageTitle title={t('factor.title')} />
      <ProblemNotice error={error} />
      <Button size="md" onClick={onRetry}>
        {t('try-again')}
      </Button>
    </CardPage>
  );
}
