import type { ProofChoice, ProofMethod, SignInProgress } from '@gatehouse/api-client';
import { knowsPasskeys } from '@gatehouse/ui';
import type { ReactNode } from 'react';

import type { Proof } from './useProof';

export type FactorChoice = ProofChoice;
type Approval = (SignInProgress & { status: 'challenge_required' })['approval'];

/** What each way to confirm is given. `children`: what stands above its button. */
export type WayProps = { id: string; choice: FactorChoice; proof: Proof; approval: Approval; children: ReactNode };

const passkeyMethods: readonly ProofMethod[] = ['passkey', 'hardware_key', 'biometric'];

/** Whether this browser can do it at all. */
export function isUsableHere({ method }: FactorChoice): boolean {
  return knowsPasskeys() || !passkeyMethods.includes(method);
}

/** Names that the service gives where nobody has chosen one: in English, and no news beside the method's own. */
const unchosen = ['Passkey', 'Security key', 'This device'];

/** The address or the name of a factor, where there is something to tell. */
export function hintOf({ hint }: FactorChoice): string | undefined {
  return hint === undefined || unchosen.includes(hint) ? undefined : hint;
}
