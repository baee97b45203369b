import type { SecurityEvent, SessionItem, SignInRecord } from '@gatehouse/api-client';
import { expect, it } from 'vitest';

import { doubtOfEvent, doubtOfSignIn } from './doubt';

const sessions = [{ id: 'here', is_current: true }, { id: 'there', is_current: false }] as SessionItem[];
const event = (type: string, session?: string) =>
  ({ event_type: type, ...(session === undefined ? {} : { session_id: session }) }) as SecurityEvent;

it('ends the session of a deed, or all others when that is over', () => {
  expect(doubtOfEvent(event('factor.added', 'there'), sessions)).toEqual({ session: 'there' });
  expect(doubtOfEvent(event('factor.added', 'ended'), sessions)).toEqual({ session: null });
  expect(doubtOfSignIn({ is_successful: true, session_id: 'ended' } as SignInRecord, sessions)).toEqual({ session: null });
});

it('cannot disown what this session did, what nobody did, and what came to nothing', () => {
  expect(doubtOfEvent(event('password.changed', 'here'), sessions)).toBeUndefined();
  expect(doubtOfEvent(event('device.added'), sessions)).toBeUndefined();
  expect(doubtOfEvent(event('session.ended', 'there'), sessions)).toBeUndefined();
  expect(doubtOfEvent(event('sign_in.failed', 'there'), sessions)).toBeUndefined();
  expect(doubtOfSignIn({ is_successful: false } as SignInRecord, sessions)).toBeUndefined();
});
