import type { Account, Device, Factor } from '@gatehouse/api-client';

/** What is known about an account, from the answers of the API. */
export type SecurityFacts = {
  account: Pick<Account, 'email_verified' | 'phone_verified'>;
  password: { changed_at?: string };
  factors: readonly Pick<Factor, 'strength' | 'is_reachable'>[];
  backupCodes: number;
  devices: readonly Pick<Device, 'last_seen'>[];
};

export type Part = 'contact' | 'factor' | 'backup' | 'password' | 'devices';
export type Level = 'weak' | 'fair' | 'good' | 'excellent';
/** What would raise the score, and by how much. */
export type Advice = { part: Part; gain: number };
export type Score = { points: number; level: Level; advice: readonly Advice[] };

/** What each part brings when nothing is left to wish for; 100 in all. The second step outweighs all else: it stops most theft. */
const most: Readonly<Record<Part, number>> = { contact: 10, factor: 45, backup: 15, password: 15, devices: 15 };
const pointsOfStrength = { basic: 25, strong: 35, phishing_resistant: 45 } as const;

const day = 86_400_000;
const year = 365 * day;
/** As many codes as make the service warn. */
const fewCodes = 3;
/** Unused for so long, a device is one that was sold, lost or forgotten. */
const longUnused = 90 * day;

/** How well an account is guarded, from 0 to 100, and what would guard it better: the most gain first. */
export function securityScore(facts: SecurityFacts, now = Date.now()): Score {
  const points: Record<Part, number> = {
    contact: facts.account.email_verified || facts.account.phone_verified ? most.contact : 0,
    factor: factorPoints(facts.factors),
    backup: backupPoints(facts),
    password: passwordPoints(facts.password.changed_at, now),
    devices: devicePoints(facts.devices, now),
  };
  const parts = Object.keys(most) as Part[];
  const sum = parts.reduce((total, part) => total + points[part], 0);
  const advice = parts
    .map((part) => ({ part, gain: most[part] - points[part] }))
    .filter(({ gain }) => gain > 0)
    // Backup codes come with the first second step: before it there is nothing to do about them.
    .filter(({ part }) => part !== 'backup' || facts.factors.length > 0)
    .sort((a, b) => b.gain - a.gain);
  return { points: sum, level: levelOf(sum), advice };
}

export function levelOf(points: number): Level {
  if (points < 50) return 'weak';
  if (points < 75) return 'fair';
  return points < 90 ? 'good' : 'excellent';
}

/** The strongest counts; one whose device cannot be reached counts for nothing. */
function factorPoints(factors: SecurityFacts['factors']): number {
  const usable = factors.filter(({ is_reachable: isReachable }) => isReachable !== false);
  return Math.max(0, ...usable.map(({ strength }) => pointsOfStrength[strength]));
}

function backupPoints({ factors, backupCodes }: SecurityFacts): number {
  if (factors.length === 0 || backupCodes === 0) return 0;
  return backupCodes > fewCodes ? most.backup : 5;
}

/** No password cannot be guessed or stolen. */
function passwordPoints(changed: string | undefined, now: number): number {
  if (changed === undefined) return most.password;
  const age = now - new Date(changed).getTime();
  if (age < year) return most.password;
  return age < 2 * year ? 10 : 5;
}

function devicePoints(devices: SecurityFacts['devices'], now: number): number {
  const unused = devices.filter(({ last_seen: seen }) => now - new Date(seen).getTime() > longUnused);
  return Math.max(0, most.devices - 5 * unused.length);
}
