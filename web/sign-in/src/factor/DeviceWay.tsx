import { PageTitle } from '@gatehouse/ui';
import { useCallback, useEffect, useRef, useState } from 'react';

import { ask as askOnce, lifetimeEnd, openAsked } from '../asked';
import styles from '../forms.module.css';
import { api } from '../session';
import { useText } from '../texts';
import { Approved } from './Approved';
import { DeviceQuestion } from './DeviceQuestion';
import { hintOf, type WayProps } from './way';

/** Another device says yes: it shows a number to pick, or scans a code. */
export function DeviceWay({ id, choice, proof, approval, children }: WayProps) {
  const t = useText();
  const method = choice.method as 'push' | 'qr';
  const { give, fail } = proof;
  // Answered while the page was loaded again: asking would take the answer back.
  const [isAnswered, setIsAnswered] = useState(approval === 'approved');
  const wasAnswered = useRef(isAnswered);
  const approve = useCallback(() => {
    setIsAnswered(true);
    void give(method);
  }, [give, method]);
  useEffect(() => {
    if (wasAnswered.current) void give(method);
    wasAnswered.current = false;
  }, [give, method]);

  const ask = useCallback(
    async (isNew: boolean) => {
      if (method === 'qr') {
        const { qr_svg, expires_at } = await api.askSignIn(id, { method });
        return { id, svg: qr_svg, expiresAt: lifetimeEnd(expires_at) };
      }
      const open = isNew ? undefined : openAsked(`${id} ${method}`);
      const { number, expiresAt } = open ?? (await askOnce(id, method));
      return { id, number, expiresAt };
    },
    [id, method],
  );
  const end = useCallback(
    (error: unknown) => {
      fail(error);
      return true;
    },
    [fail],
  );
  const device = method === 'push' ? hintOf(choice) : undefined;
  return (
    <>
      <PageTitle title={t(`factor.${method}.title`)} />
      <p className={styles['muted']}>
        {device === undefined ? t(`factor.${method}.text`) : t('factor.push.text.named', { device })}
      </p>
      {isAnswered ? (
        <Approved error={proof.error} onRetry={approve} />
      ) : (
        <DeviceQuestion method={method} ask={ask} onApproved={approve} onEnd={end} />
      )}
      {children}
    </>
  );
}
