import { Dialog, ProblemNotice } from '@gatehouse/ui';
import { Button, TextInput } from '@mantine/core';
import { type SubmitEvent, useRef, useState } from 'react';

import styles from '../pages/forms.module.css';
import { useText } from '../texts';

type Props = {
  title: string;
  label: string;
  initial: string;
  isBusy: boolean;
  error: unknown;
  onRename: (name: string) => void;
  onClose: () => void;
};

/** Asks for a name of at most 100 characters. */
export function RenameDialog({ title, label, initial, isBusy, error, onRename, onClose }: Props) {
  const t = useText();
  const [name, setName] = useState(initial);
  const [isMissing, setIsMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const given = name.trim();
    setIsMissing(given === '');
    if (given === '') field.current?.focus();
    else onRename(given);
  };
  return (
    <Dialog title={title} isHeld={isBusy} onClose={onClose}>
      <form className={styles['form']} onSubmit={submit} noValidate>
        <ProblemNotice error={error} />
        <TextInput
          ref={field}
          label={label}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={isMissing && t('rule.required')}
          maxLength={100}
        />
        <div className={styles['buttons']}>
          <Button type="submit" size="md" loading={isBusy}>
            {t('save')}
          </Button>
          <Button size="md" variant="default" disabled={isBusy} onClick={onClose}>
            {t('cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
