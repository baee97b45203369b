import type { Place } from '@gatehouse/api-client';
import { AlertIcon, CheckIcon, useFormat } from '@gatehouse/ui';
import { Button } from '@mantine/core';

import { describeAgent } from '../../agent';
import { useWhereLine } from '../../place';
import { Badge, Row } from '../../parts/Section';
import { useText } from '../../texts';

type Props = {
  title: string;
  detail: string;
  isWarning: boolean;
  time: string;
  agent: string | undefined;
  address: string | undefined;
  place: Place | undefined;
  onDoubt: (() => void) | undefined;
};

export function Entry({ title, detail, isWarning, time, agent, address, place, onDoubt }: Props) {
  const t = useText();
  const where = useWhereLine();
  const format = useFormat();
  return (
    <Row
      icon={isWarning ? <AlertIcon /> : <CheckIcon />}
      title={title}
      badge={detail !== '' && <Badge tone={isWarning ? 'warning' : 'plain'}>{detail}</Badge>}
      lines={[
        <time key="time" dateTime={time}>
          {format.time(time)}
        </time>,
        describeAgent(agent) || t('unknown'),
        ...(address === undefined ? [] : [where(address, place)]),
      ]}
      actions={
        onDoubt && (
          <Button
            variant="subtle-danger"
            size="compact-sm"
            aria-label={t('activity.not-me.label', { what: title, time: format.time(time) })}
            onClick={onDoubt}
          >
            {t('activity.not-me')}
          </Button>
        )
      }
    />
  );
}
