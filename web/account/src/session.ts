import { createApi, Session } from '@gatehouse/api-client';

export const session = new Session();
export const api = createApi(session);
