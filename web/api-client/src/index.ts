export { createApi, type Api } from './api';
export { ApiError, type Violation } from './errors';
export { Session } from './session';
export type { components, paths } from './schema';

import type { components } from './schema';

type Schemas = components['schemas'];
export type Account = Schemas['AccountView'];
export type AccountType = Schemas['AccountType'];
export type CodeSent = Schemas['CodeSent'];
export type Device = Schemas['Device'];
export type SecurityEvent = Schemas['SecurityEvent'];
export type Severity = Schemas['Severity'];
export type SessionItem = Schemas['SessionItem'];
export type SignInAnswer = Schemas['SignInView'];
export type SignInRecord = Schemas['SignInRecord'];
