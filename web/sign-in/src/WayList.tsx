import { ArrowIcon } from '@gatehouse/ui';
import type { ReactNode } from 'react';

import styles from './WayList.module.css';

export type Way = { key: string; icon: ReactNode; title: string; text?: string | undefined; mark?: string | undefined };

/** A choice that leads on at once. */
export function WayList({ ways, onChoose }: { ways: readonly Way[]; onChoose: (key: string) => void }) {
  return (
    <ul className={styles['list']}>
      {ways.map(({ key, icon, title, text, mark }) => (
        <li key={key}>
          <button type="button" onClick={() => onChoose(key)}>
            <span className={styles['icon']}>{icon}</span>
            <span className={styles['what']}>
              <strong>
                {title}
                {mark !== undefined && <em>{mark}</em>}
              </strong>
              {text !== undefined && <span>{text}</span>}
            </span>
            <ArrowIcon />
          </button>
        </li>
      ))}
    </ul>
  );
}
