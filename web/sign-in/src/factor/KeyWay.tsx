import { ApiError } from '@gatehouse/api-client';
import { methodIcons, PageTitle, prepareCeremonies, ProblemNotice, showPasskey } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

import styles from '../forms.module.css';
import { api } from '../session';
import { useText } from '../texts';
import { Closed } from './Closed';
import { hintOf, type WayProps } from './way';

/** A question is good for five minutes, once. */
const fresh = 240_000;

/** A passkey or security key: the browser's own dialog does the rest. */
export function KeyWay({ id, choice, proof, children }: WayProps) {
  const t = useText();
  const { method } = choice;
  const name = hintOf(choice);
  const kind = method === 'hardware_key' ? method : 'biometric';
  const { error, fail } = proof;
  // From the press to the answer of the browser's dialog, then to that of the server.
  const [isAsking, setIsAsking] = useState(false);
  const isBusy = isAsking || proof.isBusy;
  const question = useRef<{ options: Promise<unknown>; until: number } | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const askAhead = useCallback(() => {
    const options = api.askSignIn(id, { method }).then((challenge) => challenge.public_key);
    // Whoever presses the button hears of it.
    options.catch(() => undefined);
    return { options, until: Date.now() + fresh };
  }, [id, method]);
  useEffect(() => {
    prepareCeremonies();
    question.current = askAhead();
  }, [askAhead]);
  useLayoutEffect(() => {
    if (!isBusy) button.current?.focus();
  }, [isBusy]);

  const confirm = async () => {
    if (isBusy) return;
    fail(null);
    setIsAsking(true);
    try {
      const asked = question.current;
      question.current = null;
      const options = asked && asked.until > Date.now() ? asked.options : askAhead().options;
      await proof.give(method, { credential: await showPasskey(await options) });
    } catch (failure) {
      fail(failure);
    }
    setIsAsking(false);
  };
  const isClosed = error instanceof ApiError && error.code === 'too_many_tries';
  const Icon = methodIcons[method];
  return (
    <>
      <PageTitle title={t(`factor.${kind}.title`)} />
      <p className={styles['muted']}>{t(`factor.${kind}.text`)}</p>
      {name !== undefined && (
        <p className={styles['named']}>
          <Icon />
          <strong>{name}</strong>
        </p>
      )}
      {isClosed ? (
        <Closed />
      ) : (
        <>
          <ProblemNotice error={error} />
          {children}
          <Button ref={button} size="md" loading={isBusy} onClick={() => void confirm()}>
            {t(`factor.${kind}.submit`)}
          </Button>
        </>
      )}
    </>
  );
}
