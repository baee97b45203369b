import { type Approval, ApiError } from '@gatehouse/api-client';
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';

import { api } from '../session';
import { showPart } from '../testing';
import { ApprovalPage } from './ApprovalPage';

vi.mock('../session', () => ({ api: { showApproval: vi.fn(), listApprovals: vi.fn(), decideApproval: vi.fn() } }));

afterEach(cleanup);

function open(purpose: Approval['purpose'], more: Partial<Approval> = {}) {
  const approval = {
    id: 'apr_1',
    kind: 'push',
    state: 'pending',
    ...(purpose && { purpose }),
    ip_address: '192.0.2.1',
    user_agent: '',
    is_same_network: true,
    created_at: new Date().toISOString(),
    ...more,
  } as Approval;
  vi.mocked(api.showApproval).mockResolvedValue(approval);
  vi.mocked(api.listApprovals).mockResolvedValue({ items: [approval] });
  showPart(<ApprovalPage id="apr_1" />);
}

const links = () => screen.getAllByRole('link').map((link) => link.getAttribute('href'));

it.each([
  ['password', /knows your password/, '/account/security?alarm=refused'],
  ['step_up', /is signed in as you/, '/account/devices'],
  ['qr', /Never scan a code/, undefined],
  [undefined, /Never scan a code/, undefined],
] as const)('tells whoever refuses (%s) what that means, and where to go', async (purpose, text, way) => {
  open(purpose, { state: 'denied' });
  await screen.findByText(text);
  expect(links().filter((link) => link?.startsWith('/account/'))).toEqual(way === undefined ? [] : [way]);
});

it('says whether another device signs in or confirms', async () => {
  open('password');
  await screen.findByRole('heading', { name: 'Is it you who is signing in?' });
  cleanup();
  open('step_up', { numbers: [12, 34] });
  await screen.findByRole('heading', { name: 'Is it you who is confirming?' });
  vi.mocked(api.decideApproval).mockRejectedValue(new ApiError('code_invalid', 422));
  fireEvent.click(screen.getByRole('button', { name: 'Number 12' }));
  await screen.findByText(/begin again on the other device. If it was not, somebody else is signed in as you/);
});
