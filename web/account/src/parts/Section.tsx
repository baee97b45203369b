import { type ReactNode, useId } from 'react';

import styles from './Section.module.css';

type Props = { title: string; text?: ReactNode; action?: ReactNode; children: ReactNode };

/** A card with a heading. */
export function Section({ title, text, action, children }: Props) {
  const heading = useId();
  return (
    <section className={styles['section']} aria-labelledby={heading}>
      <div className={styles['head']}>
        <div>
          <h2 id={heading}>{title}</h2>
          {text !== undefined && <p>{text}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

/** Rows between lines. */
export function Rows({ children }: { children: ReactNode }) {
  return <ul className={styles['rows']}>{children}</ul>;
}

type RowProps = { icon?: ReactNode; title: ReactNode; badge?: ReactNode; lines?: ReactNode[]; actions?: ReactNode };

export function Row({ icon, title, badge, lines = [], actions }: RowProps) {
  return (
    <li className={styles['row']}>
      {icon !== undefined && <span className={styles['icon']}>{icon}</span>}
      <div className={styles['body']}>
        <div className={styles['title']}>
          <strong>{title}</strong>
          {badge}
        </div>
        {lines.length > 0 && (
          <div className={styles['lines']}>
            {lines.map((line, i) => (
              <span key={i}>{line}</span>
            ))}
          </div>
        )}
      </div>
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </li>
  );
}

export function Badge({ tone = 'plain', children }: { tone?: 'plain' | 'good' | 'warning'; children: ReactNode }) {
  return (
    <span className={styles['badge']} data-tone={tone}>
      {children}
    </span>
  );
}

/** Names and what they stand for. */
export function Facts({ facts }: { facts: [string, ReactNode][] }) {
  return (
    <dl className={styles['facts']}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
