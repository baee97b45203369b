import type { SessionItem } from '@gatehouse/api-client';
import { ConfirmDialog, PageTitle, ProblemNotice, useFormat, useToast } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { useState } from 'react';

import { describeAgent, deviceName } from '../agent';
import { DeviceIcon } from '../parts/DeviceIcon';
import { Loaded } from '../parts/Loaded';
import { Badge, Row, Rows, Section } from '../parts/Section';
import { useWhereLine } from '../place';
import { useEndOtherSessions, useEndSession, useSessions } from '../queries';
import { useText } from '../texts';
import { KnownDevices } from './KnownDevices';

export function DevicesPage() {
  const t = useText();
  const sessions = useSessions();
  return (
    <>
      <PageTitle title={t('nav.devices')} />
      <Loaded query={sessions}>{({ items }) => <Sessions items={items} />}</Loaded>
      <KnownDevices />
    </>
  );
}

function Sessions({ items }: { items: readonly SessionItem[] }) {
  const t = useText();
  const format = useFormat();
  const where = useWhereLine();
  const [ending, setEnding] = useState<SessionItem | 'others' | null>(null);
  // The present session stands first: the others are judged against it.
  const ordered = [...items].sort((a, b) => Number(b.is_current) - Number(a.is_current));
  return (
    <Section
      title={t('devices.sessions')}
      text={t('devices.sessions.text')}
      action={
        items.length > 1 && (
          <Button variant="default" onClick={() => setEnding('others')}>
            {t('devices.end-others')}
          </Button>
        )
      }
    >
      <Rows>
        {ordered.map((session) => (
          <Row
            key={session.id}
            icon={<DeviceIcon type={session.device_type} />}
            title={nameOf(session, t('unknown'))}
            badge={session.is_current && <Badge tone="good">{t('devices.this')}</Badge>}
            lines={[
              ...(session.is_current ? [] : [t('devices.active', { ago: format.ago(session.last_seen) })]),
              t('devices.signed-in', { date: format.dateTime(session.created_at) }),
              where(session.ip_address, session.place),
            ]}
            actions={
              !session.is_current && (
                <Button
                  variant="subtle-danger"
                  aria-label={t('devices.end.label', { name: nameOf(session, t('unknown')) })}
                  onClick={() => setEnding(session)}
                >
                  {t('devices.end')}
                </Button>
              )
            }
          />
        ))}
      </Rows>
      {ending === 'others' && <EndOthers onClose={() => setEnding(null)} />}
      {ending !== null && ending !== 'others' && <EndOne session={ending} onClose={() => setEnding(null)} />}
    </Section>
  );
}

function nameOf(session: SessionItem, unknown: string): string {
  const name = session.device_name;
  return name === undefined ? describeAgent(session.user_agent) || unknown : deviceName(name);
}

function EndOne({ session, onClose }: { session: SessionItem; onClose: () => void }) {
  const t = useText();
  const tell = useToast();
  const end = useEndSession();
  const name = nameOf(session, t('unknown'));
  return (
    <ConfirmDialog
      isDangerous
      title={t('devices.end.title', { name })}
      text={t('devices.end.text')}
      action={t('devices.end')}
      isBusy={end.isPending}
      problem={<ProblemNotice error={end.error} />}
      onClose={onClose}
      onConfirm={() =>
        end.mutate(session.id, {
          onSuccess: () => {
            tell(t('devices.ended', { name }));
            onClose();
          },
        })
      }
    />
  );
}

function EndOthers({ onClose }: { onClose: () => void }) {
  const t = useText();
  const tell = useToast();
  const end = useEndOtherSessions();
  return (
    <ConfirmDialog
      isDangerous
      title={t('devices.end-others.title')}
      text={t('devices.end-others.text')}
      action={t('devices.end-others')}
      isBusy={end.isPending}
      problem={<ProblemNotice error={end.error} />}
      onClose={onClose}
      onConfirm={() =>
        end.mutate(undefined, {
          onSuccess: () => {
            tell(t('devices.others-ended'));
            onClose();
          },
        })
      }
    />
  );
}
