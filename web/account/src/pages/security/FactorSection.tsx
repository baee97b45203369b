import type { Factor, Mfa } from '@gatehouse/api-client';
import { Link, methodIcons, Notice, useFormat } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { useState } from 'react';

import { Loaded } from '../../parts/Loaded';
import { Badge, Row, Rows, Section } from '../../parts/Section';
import { useWhere } from '../../place';
import { useFactors } from '../../queries';
import { useText } from '../../texts';
import { factorName } from './names';
import { RemoveFactor } from './RemoveFactor';
import { RenameFactor } from './RenameFactor';

type Asked = { factor: Factor; what: 'rename' | 'remove' };

/** The second factors: what they are, and what can be done with each. */
export function FactorSection() {
  const t = useText();
  const factors = useFactors();
  const hasSome = (factors.data?.items.length ?? 0) > 0;
  return (
    <Section
      title={t('factors.title')}
      text={t('factors.text')}
      action={
        hasSome && (
          <Button variant="default" component={Link} href="/account/security?add">
            {t('factors.add')}
          </Button>
        )
      }
    >
      <Loaded query={factors}>{(mfa) => (mfa.items.length === 0 ? <NoFactor /> : <Factors mfa={mfa} />)}</Loaded>
    </Section>
  );
}

function NoFactor() {
  const t = useText();
  return (
    <>
      <Notice tone="warning" title={t('factors.empty')}>
        {t('factors.empty.text')}
      </Notice>
      <div>
        <Button component={Link} href="/account/security?add">
          {t('factors.add-first')}
        </Button>
      </div>
    </>
  );
}

function Factors({ mfa }: { mfa: Mfa }) {
  const t = useText();
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  return (
    <>
      <Rows>
        {mfa.items.map((factor) => (
          <FactorRow key={factor.id} factor={factor} onAsk={(what) => setAsked({ factor, what })} />
        ))}
      </Rows>
      {mfa.required && mfa.items.length === 1 && <Notice tone="info">{t('factors.required')}</Notice>}
      {asked?.what === 'rename' && <RenameFactor factor={asked.factor} onClose={close} />}
      {asked?.what === 'remove' && (
        <RemoveFactor factor={asked.factor} isLast={mfa.items.length === 1} onClose={close} />
      )}
    </>
  );
}

function FactorRow({ factor, onAsk }: { factor: Factor; onAsk: (what: Asked['what']) => void }) {
  const t = useText();
  const name = factorName(t, factor);
  const Icon = methodIcons[factor.method];
  return (
    <Row
      icon={<Icon />}
      title={name}
      badge={<State factor={factor} />}
      lines={useLines(factor, name)}
      actions={
        <div role="group" aria-label={t('factors.more', { name })}>
          <Button variant="subtle" size="compact-sm" onClick={() => onAsk('rename')}>
            {t('factors.rename')}
          </Button>
          <Button variant="subtle-danger" size="compact-sm" onClick={() => onAsk('remove')}>
            {t('factors.remove')}
          </Button>
        </div>
      }
    />
  );
}

function State({ factor }: { factor: Factor }) {
  const t = useText();
  if (factor.is_reachable === false) return <Badge tone="warning">{t('factors.unreachable')}</Badge>;
  const strength = t(`factors.strength.${factor.strength}`);
  return (
    <Badge tone={factor.strength === 'basic' ? 'plain' : 'good'}>{t('factors.strength.label', { strength })}</Badge>
  );
}

/** What it is, since when, and when and from where it was used last. */
function useLines(factor: Factor, name: string): string[] {
  const t = useText();
  const format = useFormat();
  const where = useWhere();
  const kind = t(`method.${factor.method}`);
  const { last_used: used, last_used_ip: address, last_used_place: place } = factor;
  return [
    ...(factor.is_reachable === false ? [t('factors.unreachable.text')] : []),
    ...(kind === name ? [] : [kind]),
    ...(factor.address === undefined || factor.address === name ? [] : [factor.address]),
    t('factors.added-on', { date: format.date(factor.created_at) }),
    used === undefined
      ? t('factors.unused')
      : address === undefined
        ? t('factors.used', { ago: format.ago(used) })
        : t('factors.used-from', { ago: format.ago(used), address: where(address, place) }),
    ...(factor.is_synchronised === true ? [t('factors.synchronised')] : []),
  ];
}
