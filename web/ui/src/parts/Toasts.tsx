import { createContext, type ReactNode, use, useCallback, useMemo, useRef, useState } from 'react';

import { AlertIcon, CheckIcon } from './icons';
import styles from './Toasts.module.css';

type Tone = 'good' | 'problem';
type Toast = { id: number; text: string; undo: { label: string; run: () => void } | undefined; tone: Tone };
type Tell = (text: string, undo?: Toast['undo'], tone?: Tone) => void;

const ToastContext = createContext<Tell>(() => undefined);
const lifetime = 6000;

/** Says that something was done, or could not be, at the foot of the window, and offers to take it back. */
export function useToast(): Tell {
  return use(ToastContext);
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const next = useRef(0);
  const drop = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const tell = useCallback<Tell>(
    (text, undo, tone = 'good') => {
      const id = next.current++;
      setToasts((all) => [...all, { id, text, undo, tone }]);
      setTimeout(() => drop(id), lifetime);
    },
    [drop],
  );
  const value = useMemo(() => tell, [tell]);
  return (
    <ToastContext value={value}>
      {children}
      <div className={styles['toasts']} role="status" aria-live="polite">
        {toasts.map(({ id, text, undo, tone }) => (
          <div key={id} className={styles['toast']}>
            {tone === 'good' ? <CheckIcon /> : <AlertIcon />}
            <span>{text}</span>
            {undo && (
              <button
                type="button"
                onClick={() => {
                  drop(id);
                  undo.run();
                }}
              >
                {undo.label}
              </button>
            )}
          </div>
        ))}
      </div>
    </ToastContext>
  );
}
