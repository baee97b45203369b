import type { components } from './schema';

type Schemas = components['schemas'];
type WithStatus<View, Status extends string> = Omit<View, 'status'> & { status: Status };

/** The session has begun. */
export type SignedIn = WithStatus<Schemas['SignInView'], 'complete'>;
/** The same, with the second factor that was just added, and its backup codes this once. */
export type EnrolledSignIn = WithStatus<Schemas['EnrolledSignIn'], 'complete'>;
/** One of `methods` is asked for besides the password. */
export type ChallengeRequired = WithStatus<Schemas['ChallengeRequired'], 'challenge_required'>;
/** A second factor must be added first, by one of `methods`. */
export type EnrolmentRequired = WithStatus<Schemas['EnrolmentRequired'], 'enrolment_required'>;
export type SignInProgress = ChallengeRequired | EnrolmentRequired;
export type SignInAnswer = SignedIn | SignInProgress;
