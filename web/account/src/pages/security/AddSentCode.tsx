import { type Account, ApiError, type Enrolled, type Enrolment } from '@gatehouse/api-client';
import {
  fieldProblems,
  internationalNumber,
  likelyRegion,
  LinkButton,
  PhoneField,
  ProblemNotice,
  problemText,
  Resend,
  resendAt,
} from '@gatehouse/ui';
import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useRef, useState } from 'react';

import { api } from '../../session';
import { useText } from '../../texts';
import { ConfirmCode } from './ConfirmCode';
import { Guide } from './Steps';
import styles from './Steps.module.css';

type Props = { account: Account; method: 'sms' | 'email'; onAdded: (enrolled: Enrolled) => void };

/** Codes by text or to another mailbox: the address, then the first code. */
export function AddSentCode({ account, method, onAdded }: Props) {
  const t = useText();
  const [region, setRegion] = useState(likelyRegion);
  // The account's own number is the likeliest one; its own mailbox is not allowed.
  const [address, setAddress] = useState(method === 'sms' ? (account.phone ?? '') : '');
  const [isMissing, setIsMissing] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const begin = useMutation({
    mutationFn: () =>
      api.beginEnrolment(method, method === 'sms' ? { phone: internationalNumber(region, address) } : { email: address.trim() }),
  });
  const focusField = () => requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const isGiven = method === 'sms' ? address.trim() !== '' : /^\S+@\S+\.\S+$/.test(address.trim());
    setIsMissing(!isGiven);
    if (isGiven) begin.mutate(undefined, { onError: focusField });
    else focusField();
  };

  const { error } = begin;
  const isUnsuitable = error instanceof ApiError && error.code === 'address_unsuitable';
  const refused = isUnsuitable ? problemText(t, error) : Object.values(fieldProblems(t, error))[0];
  const problem = isMissing ? t(method === 'sms' ? 'add.sms.need' : 'add.email.need') : refused;
  return (
    <Guide
      title={t(`add.${method}`)}
      text={t(method === 'sms' ? 'add.sms.about' : 'add.email.text')}
      back="/account/security?add"
    >
      <div className={styles['card']}>
        {begin.data ? (
          <Sent
            enrolment={begin.data}
            onAdded={onAdded}
            onResend={() => begin.mutate(undefined)}
            isBusy={begin.isPending}
            onBack={() => begin.reset()}
          />
        ) : (
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
            <Button type="submit" size="md" loading={begin.isPending}>
              {t('add.send')}
            </Button>
          </form>
        )}
      </div>
    </Guide>
  );
}

type SentProps = {
  enrolment: Enrolment;
  isBusy: boolean;
  onAdded: (enrolled: Enrolled) => void;
  onResend: () => void;
  onBack: () => void;
};

function Sent({ enrolment, isBusy, onAdded, onResend, onBack }: SentProps) {
  const t = useText();
  const [sentAt] = useState(() => Date.now());
  return (
    <>
      <p role="status">{t('add.sent', { address: enrolment.sent_to ?? '' })}</p>
      <ConfirmCode enrolment={enrolment} onAdded={onAdded} onOver={onBack} />
      <div className={styles['buttons']}>
        {!isBusy && <Resend at={resendAt(enrolment.resend_after, sentAt)} onResend={onResend} />}
        <LinkButton onClick={onBack}>{t('add.elsewhere')}</LinkButton>
      </div>
    </>
  );
}
