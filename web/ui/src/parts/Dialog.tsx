import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useId, useRef } from 'react';

import { focused, giveBack } from '../focus';
import { useTexts } from '../i18n/LanguageProvider';
import styles from './Dialog.module.css';

type Props = {
  title: string;
  /** Escape does not close it: something is under way, or is shown this once. */
  isHeld?: boolean;
  onClose: () => void;
  children: ReactNode;
};

/** Shown while it is rendered. The browser's own modal dialog: focus stays inside, Escape closes, and what opened it gets the focus back. */
export function Dialog({ title, isHeld = false, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    const opener = focused();
    element?.showModal();
    return () => {
      element?.close();
      if (opener instanceof HTMLElement) giveBack(opener);
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={styles['dialog']}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        if (!isHeld) onClose();
      }}
      onClose={() => {
        // Pressed twice, Escape closes it unasked.
        if (dialog.current?.open !== false) return;
        if (isHeld) dialog.current.showModal();
        else onClose();
      }}
    >
      <h2 id={heading}>{title}</h2>
      {children}
    </dialog>
  );
}

type ConfirmProps = {
  title: string;
  text: ReactNode;
  action: string;
  isDangerous?: boolean;
  isBusy?: boolean;
  problem?: ReactNode;
  /** More to decide, between the text and the buttons. */
  children?: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks before something that cannot be taken back. What has begun is seen to its end. */
export function ConfirmDialog(props: ConfirmProps) {
  const { title, text, action, isDangerous, isBusy = false, problem, children, onConfirm, onClose } = props;
  const t = useTexts();
  return (
    <Dialog title={title} isHeld={isBusy} onClose={onClose}>
      <p className={styles['text']}>{text}</p>
      {children}
      {problem}
      <div className={styles['actions']}>
        <Button variant="default" disabled={isBusy} onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button variant={isDangerous ? 'danger' : 'filled'} loading={isBusy} onClick={onConfirm}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
