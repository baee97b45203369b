export { createApi, type Api, type StepUp } from './api';
export { ApiError, type Violation } from './errors';
export { Session } from './session';
export type { components, paths } from './schema';
export * from './sign-in';
export { watchSignIn, type ApprovalNews } from './watch';

import type { components } from './schema';

type Schemas = components['schemas'];
export type Account = Schemas['AccountView'];
export type AccountType = Schemas['AccountType'];
export type Approval = Schemas['ApprovalView'];
export type Challenge = Schemas['ChallengeView'];
export type CodeSent = Schemas['CodeSent'];
export type Device = Schemas['DeviceItem'];
export type Enrolled = Schemas['EnrolledView'];
export type Enrolment = Schemas['EnrolmentView'];
export type Factor = Schemas['FactorItem'];
export type Mfa = Schemas['MfaView'];
export type MfaMethod = Schemas['MfaMethod'];
export type Place = Schemas['Place'];
export type ProofChoice = Schemas['MethodView'];
export type ProofMethod = Schemas['ProofMethod'];
export type SecurityEvent = Schemas['SecurityEventItem'];
export type Severity = Schemas['Severity'];
export type SessionItem = Schemas['SessionItem'];
export type SignInRecord = Schemas['SignInItem'];
