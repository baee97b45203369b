import type { Device } from '@gatehouse/api-client';
import { ConfirmDialog, ProblemNotice, problemText, useFormat, useToast } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { useState } from 'react';

import { deviceName } from '../agent';
import { DeviceIcon } from '../parts/DeviceIcon';
import { Loaded } from '../parts/Loaded';
import { RenameDialog } from '../parts/RenameDialog';
import { Badge, Row, Rows, Section } from '../parts/Section';
import { useWhereLine } from '../place';
import { useDevices, useForgetDevice, useUpdateDevice } from '../queries';
import { useText } from '../texts';

type Asked = { device: Device; what: 'rename' | 'forget' };

export function KnownDevices() {
  const t = useText();
  const devices = useDevices();
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <Section title={t('devices.known')} text={t('devices.known.text')}>
      <Loaded query={devices}>
        {({ items }) => (
          <Rows>
            {items.map((device) => (
              <DeviceRow key={device.id} device={device} onAsk={(what) => setAsked({ device, what })} />
            ))}
          </Rows>
        )}
      </Loaded>
      {asked?.what === 'rename' && <Rename device={asked.device} onClose={() => setAsked(null)} />}
      {asked?.what === 'forget' && <Forget device={asked.device} onClose={() => setAsked(null)} />}
    </Section>
  );
}

function DeviceRow({ device, onAsk }: { device: Device; onAsk: (what: Asked['what']) => void }) {
  const t = useText();
  const format = useFormat();
  const where = useWhereLine();
  const tell = useToast();
  const update = useUpdateDevice();
  const name = deviceName(device.device_name);
  const trust = (trusted: boolean, isUndo = false) =>
    update.mutate(
      { id: device.id, trusted },
      {
        onSuccess: () =>
          tell(
            t(trusted ? 'devices.trust.done' : 'devices.untrust.done', { name }),
            isUndo || !device.is_current ? undefined : { label: t('devices.undo'), run: () => trust(!trusted, true) },
          ),
        onError: (error) => tell(problemText(t, error), undefined, 'problem'),
      },
    );
  return (
    <Row
      icon={<DeviceIcon type={device.device_type} />}
      title={name}
      badge={
        device.is_trusted &&
        device.trusted_until !== undefined && (
          <Badge tone="good">{t('devices.trusted', { date: format.date(device.trusted_until) })}</Badge>
        )
      }
      lines={[
        t('devices.last-seen', { ago: format.ago(device.last_seen) }),
        where(device.ip_address, device.place),
      ]}
      actions={
        <div role="group" aria-label={t('devices.more', { name })}>
          {/* A device is trusted from itself: what it is known by goes there. */}
          {(device.is_current || device.is_trusted) && (
            <Button variant="subtle" size="compact-sm" loading={update.isPending} onClick={() => trust(!device.is_trusted)}>
              {t(device.is_trusted ? 'devices.untrust' : 'devices.trust')}
            </Button>
          )}
          <Button variant="subtle" size="compact-sm" onClick={() => onAsk('rename')}>
            {t('devices.rename')}
          </Button>
          <Button variant="subtle-danger" size="compact-sm" onClick={() => onAsk('forget')}>
            {t('devices.forget')}
          </Button>
        </div>
      }
    />
  );
}

type Props = { device: Device; onClose: () => void };

function Rename({ device, onClose }: Props) {
  const t = useText();
  const tell = useToast();
  const update = useUpdateDevice();
  return (
    <RenameDialog
      title={t('devices.rename.title')}
      label={t('devices.rename.label')}
      initial={deviceName(device.device_name)}
      isBusy={update.isPending}
      error={update.error}
      onClose={onClose}
      onRename={(name) =>
        update.mutate(
          { id: device.id, name },
          {
            onSuccess: () => {
              tell(t('devices.renamed', { name }));
              onClose();
            },
          },
        )
      }
    />
  );
}

function Forget({ device, onClose }: Props) {
  const t = useText();
  const tell = useToast();
  const forget = useForgetDevice();
  const name = deviceName(device.device_name);
  return (
    <ConfirmDialog
      isDangerous
      title={t('devices.forget.title', { name })}
      text={t('devices.forget.text')}
      action={t('devices.forget')}
      isBusy={forget.isPending}
      problem={<ProblemNotice error={forget.error} />}
      onClose={onClose}
      onConfirm={() =>
        forget.mutate(device.id, {
          onSuccess: () => {
            tell(t('devices.forgotten', { name }));
            onClose();
          },
        })
      }
    />
  );
}
