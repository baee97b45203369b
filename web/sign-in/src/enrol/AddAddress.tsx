import { ApiError } from '@gatehouse/api-client';
import {
  CardPage,
  fieldProblems,
  internationalNumber,
  likelyRegion,
  Link,
  LinkButton,
  PageTitle,
  PhoneField,
  ProblemNotice,
  Resend,
  useToast,
} from '@gatehouse/ui';
import { Button, TextInput } from '@mantine/core';
import { type SubmitEvent, useRef, useState } from 'react';

import { type Asked, forgetAsked, keepAsked, openAsked } from '../asked';
import styles from '../forms.module.css';
import { api } from '../session';
import { useText } from '../texts';
import { unbroken } from '../unbroken';
import { type AddProps, useConfirmation } from './add';
import { FirstCode } from './FirstCode';

type Begun = Asked & { factor: string };

function withFactor(asked: Asked | undefined): Begun | undefined {
  return asked?.factor === undefined ? undefined : { ...asked, factor: asked.factor };
}

/** A number or mailbox that codes go to. */
export function AddAddress(props: AddProps) {
  const t = useText();
  const { id, method, back } = props;
  const name = `${id} add ${method}`;
  const [asked, setAsked] = useState(() => withFactor(openAsked(name)));
  const [region, setRegion] = useState(likelyRegion);
  const [address, setAddress] = useState('');
  const confirmation = useConfirmation(props);
  const send = async () => {
    const where = method === 'sms' ? { phone: internationalNumber(region, address) } : { email: address.trim() };
    setAsked(withFactor(keepAsked(name, await api.beginSignInEnrolment(id, method, where))));
  };
  const change = () => {
    forgetAsked(name);
    confirmation.fail(null);
    setAsked(undefined);
  };
  const kind = method === 'sms' ? 'sms' : 'email';
  return (
    <CardPage>
      <PageTitle title={t(`enrol.${kind}.title`)} />
      {asked ? (
        <>
          <p className={styles['muted']}>{t('code.text', { address: unbroken(asked.sentTo ?? '') })}</p>
          <FirstCode confirmation={confirmation} factor={asked.factor} label={t('code.label')} />
          <div className={styles['row']}>
            {/* Only with the address at hand; after loading again it is entered anew. */}
            {address !== '' && <Again asked={asked} send={send} onError={confirmation.fail} />}
            <LinkButton onClick={change}>{t('code.other-address')}</LinkButton>
          </div>
        </>
      ) : (
        <Where
          kind={kind}
          region={region}
          address={address}
          onRegion={setRegion}
          onAddress={setAddress}
          send={send}
          onEnd={props.onError}
        />
      )}
      {back !== undefined && <Link href={back}>{t('enrol.other')}</Link>}
    </CardPage>
  );
}

type AgainProps = { asked: Asked; send: () => Promise<void>; onError: (error: unknown) => void };

function Again({ asked, send, onError }: AgainProps) {
  const t = useText();
  const tell = useToast();
  const resend = () => {
    onError(null);
    return send().then(() => tell(t('code.resent')), onError);
  };
  return <Resend at={asked.resendAt} onResend={resend} />;
}

type WhereProps = {
  kind: 'sms' | 'email';
  region: string;
  address: string;
  onRegion: (region: string) => void;
  onAddress: (address: string) => void;
  send: () => Promise<void>;
  onEnd: (error: unknown) => void;
};

function Where({ kind, region, address, onRegion, onAddress, send, onEnd }: WhereProps) {
  const t = useText();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [isMissing, setIsMissing] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const focus = () => {
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setIsMissing(address.trim() === '');
    setError(null);
    if (address.trim() === '') {
      focus();
      return;
    }
    setIsBusy(true);
    try {
      await send();
    } catch (failure) {
      setIsBusy(false);
      if (failure instanceof ApiError && failure.code === 'sign_in_over') onEnd(failure);
      setError(failure);
      focus();
    }
  };
  const refused = fieldProblems(t, error)[kind === 'sms' ? 'phone' : 'email'];
  const isUnsuitable = error instanceof ApiError && error.code === 'address_unsuitable';
  const fieldError = isMissing
    ? t('rule.required')
    : refused !== undefined
      ? t(`enrol.${kind}.bad`)
      : isUnsuitable
        ? t(kind === 'email' ? 'enrol.email.own' : 'problem.address_unsuitable')
        : undefined;
  return (
    <form ref={form} className={styles['form']} onSubmit={submit} noValidate>
      <p className={styles['muted']}>{t(`enrol.${kind}.text`)}</p>
      {fieldError === undefined && <ProblemNotice error={error} />}
      {kind === 'sms' ? (
        <PhoneField region={region} number={address} error={fieldError} onRegion={onRegion} onNumber={onAddress} />
      ) : (
        <TextInput
          label={t('sign-up.email')}
          name="email"
          type="email"
          value={address}
          onChange={(event) => onAddress(event.currentTarget.value)}
          error={fieldError}
          autoComplete="email"
          maxLength={254}
        />
      )}
      <Button type="submit" size="md" loading={isBusy}>
        {t('enrol.send')}
      </Button>
    </form>
  );
}
