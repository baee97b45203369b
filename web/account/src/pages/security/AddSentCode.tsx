import { type Account, ApiError, type Enrolled } from '@gatehouse/api-client';
import {
  fieldProblems,
  internationalNumber,
  likelyRegion,
  LinkButton,
  PhoneField,
  ProblemNotice,
  problemText,
  Resend,
  useToast,
} from '@gatehouse/ui';
import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useRef, useState } from 'react';

import { api } from '../../session';
import { useText } from '../../texts';
import { ConfirmCode } from './ConfirmCode';
import { keepSent, keptSent, type Sent, sentOf, type Target } from './sent';
import { Guide } from './Steps';
import styles from './Steps.module.css';

type Props = { account: Account; method: 'sms' | 'email'; onAdded: (enrolled: Enrolled) => void };

/** Codes by text or to another mailbox: the address, then the first code. */
export function AddSentCode({ account, method, onAdded }: Props) {
  const t = useText();
  const [sent, setSent] = useState(() => keptSent(account.id, method));
  const keep = (next: Sent | null) => {
    keepSent(account.id, next);
    setSent(next);
  };
  return (
    <Guide
      title={t(`add.${method}`)}
      text={t(method === 'sms' ? 'add.sms.about' : 'add.email.text')}
      back="/account/security?add"
    >
      <div className={styles['card']}>
        {sent ? (
          <Confirm
            sent={sent}
            onSent={keep}
            onAdded={(enrolled) => {
              keepSent(account.id, null);
              onAdded(enrolled);
            }}
            onBack={() => keep(null)}
          />
        ) : (
          <Where account={account} method={method} onSent={keep} />
        )}
      </div>
    </Guide>
  );
}

/** Has a code sent. */
function useSend(method: 'sms' | 'email', onSent: (sent: Sent) => void) {
  return useMutation({
    mutationFn: async (target: Target) => sentOf(await api.beginEnrolment(method, target), target),
    onSuccess: onSent,
  });
}

type WhereProps = { account: Account; method: 'sms' | 'email'; onSent: (sent: Sent) => void };

function Where({ account, method, onSent }: WhereProps) {
  const t = useText();
  const [region, setRegion] = useState(likelyRegion);
  // The account's own number is the likeliest one; its own mailbox is not allowed.
  const [address, setAddress] = useState(method === 'sms' ? (account.phone ?? '') : '');
  const [isMissing, setIsMissing] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const send = useSend(method, onSent);
  const focusField = () => requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const isGiven = method === 'sms' ? address.trim() !== '' : /^\S+@\S+\.\S+$/.test(address.trim());
    setIsMissing(!isGiven);
    const target = method === 'sms' ? { phone: internationalNumber(region, address) } : { email: address.trim() };
    if (isGiven) send.mutate(target, { onError: focusField });
    else focusField();
  };

  const { error } = send;
  const isUnsuitable = error instanceof ApiError && error.code === 'address_unsuitable';
  const refused = isUnsuitable ? problemText(t, error) : Object.values(fieldProblems(t, error))[0];
  const problem = isMissing ? t(method === 'sms' ? 'add.sms.need' : 'add.email.need') : refused;
  return (
    <form ref={form} className={styles['form']} onSubmit={submit} noValidate>
      {refused === undefined && <ProblemNotice error={error} />}
      {method === 'sms' ? (
        <PhoneField
          region={region}
          number={address}
          error={problem}
          onRegion={setRegion}
          onNumber={setAddress}
        />
      ) : (
        <TextInput
          label={t('add.email.address')}
          name="email"
          type="email"
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
          error={problem}
          autoComplete="off"
          maxLength={254}
        />
      )}
      <Button type="submit" size="md" loading={send.isPending}>
        {t('add.send')}
      </Button>
    </form>
  );
}

type ConfirmProps = {
  sent: Sent;
  onSent: (sent: Sent) => void;
  onAdded: (enrolled: Enrolled) => void;
  onBack: () => void;
};

function Confirm({ sent, onSent, onAdded, onBack }: ConfirmProps) {
  const t = useText();
  const tell = useToast();
  const { enrolment, target } = sent;
  const again = useSend('phone' in target ? 'sms' : 'email', (next) => {
    tell(t('add.resent'));
    onSent(next);
  });
  return (
    <>
      <p role="status">{t('add.sent', { address: enrolment.sent_to ?? '' })}</p>
      <ProblemNotice error={again.error} />
      {/* What was typed, and refused, was about the code before. */}
      <ConfirmCode key={sent.resendAt} enrolment={enrolment} onAdded={onAdded} onOver={onBack} />
      <div className={styles['buttons']}>
        <Resend at={sent.resendAt} onResend={() => again.mutateAsync(target)} />
        <LinkButton onClick={onBack}>{t('add.elsewhere')}</LinkButton>
      </div>
    </>
  );
}
