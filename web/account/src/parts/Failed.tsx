import { ProblemNotice } from '@gatehouse/ui';
import { Button } from '@mantine/core';

import { useText } from '../texts';
import { Section } from './Section';

type Props = { error: unknown; isBusy: boolean; onRetry: () => void };

/** In place of what could not be loaded. */
export function Failed({ error, isBusy, onRetry }: Props) {
  const t = useText();
  return (
    <Section title={t('failed.title')}>
      <ProblemNotice error={error} />
      <div>
        <Button variant="default" loading={isBusy} onClick={onRetry}>
          {t('try-again')}
        </Button>
      </div>
    </Section>
  );
}
