import { createContext, type ReactNode, use, useCallback, useEffect, useRef, useState } from 'react';

import { AlertIcon, CheckIcon } from './icons';
import styles from './Toasts.module.css';

type Tone = 'good' | 'problem';
type Toast = { id: number; text: string; undo: { label: string; run: () => void } | undefined; tone: Tone };
type Tell = (text: string, undo?: Toast['undo'], tone?: Tone) => void;

const ToastContext = createContext<Tell>(() => undefined);
const lifetime = 6000;
/** What can be taken back must also be found by those who read slowly or go there by keyboard. */
const lifetimeWithUndo = 20_000;

/** Says that something was done, or could not be, at the foot of the window, and offers to take it back. */
export function useToast(): Tell {
  return use(ToastContext);
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const next = useRef(0);
  const drop = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const tell = useCallback<Tell>((text, undo, tone = 'good') => {
    const id = next.current++;
    setToasts((all) => [...all, { id, text, undo, tone }]);
  }, []);
  return (
    <ToastContext value={tell}>
      {children}
      <div className={styles['toasts']} role="status" aria-live="polite">
        {toasts.map((toast) => (
          <ToastLine key={toast.id} toast={toast} onDrop={drop} />
        ))}
      </div>
    </ToastContext>
  );
}

function ToastLine({ toast: { id, text, undo, tone }, onDrop }: { toast: Toast; onDrop: (id: number) => void }) {
  // It stays while somebody is at it.
  const [isHeld, setIsHeld] = useState(false);
  const canUndo = undo !== undefined;
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => onDrop(id), canUndo ? lifetimeWithUndo : lifetime);
    return () => clearTimeout(timer);
  }, [id, isHeld, canUndo, onDrop]);
  return (
    <div
      className={styles['toast']}
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
    >
      {tone === 'good' ? <CheckIcon /> : <AlertIcon />}
      <span>{text}</span>
      {undo && (
        <button
          type="button"
          onClick={() => {
            onDrop(id);
            undo.run();
          }}
        >
          {undo.label}
        </button>
      )}
    </div>
  );
}
