import {
  Brand,
  LanguageChoice,
  Loading,
  MailIcon,
  Notice,
  PageTitle,
  PhoneIcon,
  ThemeChoice,
  useFormat,
  useToast,
} from '@gatehouse/ui';
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';

import styles from './Mailbox.module.css';
import { useText } from './texts';
import { type Message, useMessages } from './useMessages';

export function Mailbox() {
  const t = useText();
  const [address, setAddress] = useState(() => new URLSearchParams(window.location.search).get('to') ?? '');
  const { messages, hasFailed } = useMessages(address.trim());
  return (
    <div className={styles['page']}>
      <header className={styles['header']}>
        <Brand />
        <span>
          <LanguageChoice />
          <ThemeChoice />
        </span>
      </header>
      <main className={styles['main']}>
        <PageTitle title={t('mailbox.title')} />
        <p className={styles['muted']}>{t('mailbox.text')}</p>
        <TextInput
          label={t('mailbox.search')}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
          type="text"
          autoComplete="off"
        />
        {hasFailed && <Notice tone="warning">{t('mailbox.failed')}</Notice>}
        {messages === undefined && !hasFailed && <Loading />}
        {messages?.length === 0 && <p className={styles['muted']}>{t('mailbox.empty')}</p>}
        <ol className={styles['messages']}>
          {messages?.map((message) => (
            <li key={`${message.created_at} ${message.to} ${message.channel}`}>
              <Letter message={message} />
            </li>
          ))}
        </ol>
      </main>
    </div>
  );
}

function Letter({ message }: { message: Message }) {
  const t = useText();
  const format = useFormat();
  const tell = useToast();
  const { code } = message;
  const copy = () => {
    navigator.clipboard.writeText(code ?? '').then(
      () => tell(t('mailbox.copied')),
      () => tell(t('backup.not-copied'), undefined, 'problem'),
    );
  };
  const isMail = message.channel === 'email';
  return (
    <article className={styles['letter']}>
      <header>
        {isMail ? <MailIcon /> : <PhoneIcon />}
        <strong>{message.to}</strong>
        <span>{t(isMail ? 'mailbox.email' : 'mailbox.sms')}</span>
        <time dateTime={message.created_at}>{format.dateTime(message.created_at)}</time>
      </header>
      {message.subject !== '' && <h2>{message.subject}</h2>}
      {code !== undefined && (
        <div className={styles['code']}>
          <code>{code}</code>
          <Button size="compact-sm" variant="default" onClick={copy}>
            {t('mailbox.copy')}
          </Button>
        </div>
      )}
      <pre className={styles['text']}>{message.text}</pre>
    </article>
  );
}
