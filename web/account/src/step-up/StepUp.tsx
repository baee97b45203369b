import type { ProofChoice, ProofMethod } from '@gatehouse/api-client';
import { Dialog, knowsPasskeys, LinkButton, Loading, methodIcons, ProblemNotice } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';

import { hintText } from '../pages/security/names';
import { api, confirmation } from '../session';
import { useText } from '../texts';
import { Proof } from './Proof';
import styles from './StepUp.module.css';

/** Asks who it is, whenever a request demands that, over whatever page there is. */
export function StepUp() {
  const level = useSyncExternalStore(confirmation.subscribe, confirmation.level);
  return level !== undefined && <StepUpDialog level={level} />;
}

function StepUpDialog({ level }: { level: number }) {
  const t = useText();
  const [attempt, setAttempt] = useState(0);
  const begin = useCallback(() => setAttempt((last) => last + 1), []);
  const started = useQuery({
    queryKey: ['step-up', attempt],
    queryFn: api.startStepUp,
    staleTime: Infinity,
    gcTime: 0,
  });
  const close = () => confirmation.answer(false);
  return (
    <Dialog title={t('step-up.title')} onClose={close}>
      <p className={styles['muted']}>{t('step-up.text')}</p>
      {started.data ? (
        <Ways
          key={started.data.id}
          id={started.data.id}
          methods={offered(started.data.methods, level, knowsPasskeys())}
          onOver={begin}
        />
      ) : started.error ? (
        <>
          <ProblemNotice error={started.error} />
          <Button variant="default" loading={started.isFetching} onClick={() => void started.refetch()}>
            {t('try-again')}
          </Button>
        </>
      ) : (
        <Loading />
      )}
      <div className={styles['foot']}>
        <Button variant="default" onClick={close}>
          {t('cancel')}
        </Button>
      </div>
    </Dialog>
  );
}

const passkeys: readonly ProofMethod[] = ['hardware_key', 'biometric', 'passkey'];

/** What can be used here: level 3 takes a key of hardware, and a browser that knows none leaves the other ways. */
export function offered(methods: readonly ProofChoice[], level: number, canUsePasskeys: boolean): readonly ProofChoice[] {
  const usable = methods.filter(({ method }) => canUsePasskeys || !passkeys.includes(method));
  const strong = usable.filter(({ method }) => passkeys.includes(method));
  return level >= 3 && strong.length > 0 ? strong : usable;
}

type WaysProps = { id: string; methods: readonly ProofChoice[]; onOver: () => void };

function Ways({ id, methods, onOver }: WaysProps) {
  const t = useText();
  const [chosen, setChosen] = useState(() => methods.find(({ is_preferred: isPreferred }) => isPreferred) ?? methods[0]);
  const [isChoosing, setIsChoosing] = useState(false);
  if (!chosen) return <p role="alert">{t('step-up.none')}</p>;
  if (isChoosing) {
    const choose = (choice: ProofChoice) => {
      setChosen(choice);
      setIsChoosing(false);
    };
    return <WayList methods={methods} onChoose={choose} />;
  }
  return (
    <>
      <Proof key={chosen.method} id={id} choice={chosen} onDone={done} onOver={onOver} />
      {methods.length > 1 && <LinkButton onClick={() => setIsChoosing(true)}>{t('step-up.other')}</LinkButton>}
    </>
  );
}

const done = () => confirmation.answer(true);

function WayList({ methods, onChoose }: { methods: readonly ProofChoice[]; onChoose: (choice: ProofChoice) => void }) {
  const t = useText();
  const list = useRef<HTMLUListElement>(null);
  // What led here is gone: the focus must not be.
  useLayoutEffect(() => list.current?.querySelector('button')?.focus(), []);
  return (
    <ul ref={list} className={styles['ways']} aria-label={t('step-up.other')}>
      {methods.map((choice) => (
        <li key={choice.method}>
          <Way choice={choice} onChoose={() => onChoose(choice)} />
        </li>
      ))}
    </ul>
  );
}

function Way({ choice: { method, hint }, onChoose }: { choice: ProofChoice; onChoose: () => void }) {
  const t = useText();
  const Icon = methodIcons[method];
  return (
    <button type="button" className={styles['way']} onClick={onChoose}>
      <Icon />
      <span>
        {t(`method.${method}`)}
        {hint !== undefined && <span className={styles['muted']}>{hintText(t, method, hint)}</span>}
      </span>
    </button>
  );
}
