export const en = {
  'mailbox.title': 'Captured messages',
  'mailbox.text': 'In development, mail and texts arrive here instead of being sent.',
  'mailbox.search': 'Only to this address',
  'mailbox.empty': 'Nothing has been sent yet. This page looks again every two seconds.',
  'mailbox.failed': 'The server does not answer. This page keeps trying.',
  'mailbox.email': 'E-mail',
  'mailbox.sms': 'Text message',
  'mailbox.copy': 'Copy code',
  'mailbox.copied': 'The code is copied',
} as const;
