import type { Account } from '@gatehouse/api-client';
import { ArrowIcon, Link, useFormat } from '@gatehouse/ui';

import { Loaded } from '../../parts/Loaded';
import { Section } from '../../parts/Section';
import { useDevices, useFactors, usePassword } from '../../queries';
import { useText } from '../../texts';
import { type Advice, type Part, type Score, securityScore } from './score';
import styles from './ScoreCard.module.css';

const whereTo: Record<Part, string> = {
  contact: '/account/details',
  factor: '/account/security?add',
  backup: '/account/security',
  password: '/account/security',
  devices: '/account/devices',
};

/** How well the account is guarded, and what would guard it better. Nothing is said before all is known that it is made of. */
export function ScoreCard({ account }: { account: Account }) {
  const t = useText();
  const password = usePassword();
  const factors = useFactors();
  const devices = useDevices();
  return (
    <Section title={t('score.title')}>
      <Loaded query={password}>
        {(passwordFacts) => (
          <Loaded query={factors}>
            {(mfa) => (
              <Loaded query={devices}>
                {({ items }) => (
                  <ScoreView
                    hasFactor={mfa.items.length > 0}
                    score={securityScore({
                      account,
                      password: passwordFacts,
                      factors: mfa.items,
                      backupCodes: mfa.backup_codes.remaining,
                      devices: items,
                    })}
                  />
                )}
              </Loaded>
            )}
          </Loaded>
        )}
      </Loaded>
    </Section>
  );
}

function ScoreView({ score: { points, level, advice }, hasFactor }: { score: Score; hasFactor: boolean }) {
  const t = useText();
  const format = useFormat();
  return (
    <div className={styles['score']} data-level={level}>
      <Ring points={points} text={format.number(points)} label={t('score.points', { points, most: 100 })} />
      <div className={styles['words']}>
        <strong>{t(`score.${level}`)}</strong>
        <p>{t(advice.length === 0 ? 'score.nothing' : 'score.advice')}</p>
      </div>
      {advice.length > 0 && (
        <ul className={styles['advice']}>
          {advice.map((one) => (
            <AdviceLine key={one.part} advice={one} hasFactor={hasFactor} />
          ))}
        </ul>
      )}
    </div>
  );
}

const radius = 30;
const circumference = 2 * Math.PI * radius;

function Ring({ points, text, label }: { points: number; text: string; label: string }) {
  return (
    <svg className={styles['ring']} viewBox="0 0 72 72" role="img" aria-label={label}>
      <circle cx="36" cy="36" r={radius} className={styles['track']} />
      <circle
        cx="36"
        cy="36"
        r={radius}
        className={styles['arc']}
        strokeDasharray={`${(points / 100) * circumference} ${circumference}`}
        transform="rotate(-90 36 36)"
      />
      <text x="36" y="36" textAnchor="middle" dominantBaseline="central" aria-hidden="true">
        {text}
      </text>
    </svg>
  );
}

function AdviceLine({ advice: { part, gain }, hasFactor }: { advice: Advice; hasFactor: boolean }) {
  const t = useText();
  const key = part === 'factor' && hasFactor ? 'score.stronger' : (`score.raise.${part}` as const);
  return (
    <li>
      <Link href={whereTo[part]}>
        <span>{t(key)}</span>
        <span className={styles['gain']}>{t('score.gain', { points: gain })}</span>
        <ArrowIcon size={18} />
      </Link>
    </li>
  );
}
