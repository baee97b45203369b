import { Link, Notice } from '@gatehouse/ui';
import { Button } from '@mantine/core';

import { keepingReturn } from '../arrival';
import { storedAttempt } from '../attempt';
import { useText } from '../texts';

/** Too many tries: this way is open no more in this sign-in. */
export function Closed() {
  const t = useText();
  const again = storedAttempt().identifier === '' ? '/sign-in' : '/sign-in?step=password';
  return (
    <>
      <Notice tone="danger" title={t('factor.closed')} />
      <Button size="md" variant="default" component={Link} href={keepingReturn(again)}>
        {t('end.again')}
      </Button>
    </>
  );
}
