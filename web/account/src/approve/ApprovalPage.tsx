import { ApiError, type Approval } from '@gatehouse/api-client';
import { LoadingPage, Notice, PageTitle, ProblemNotice, useFormat } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { useState } from 'react';

import { describeAgent } from '../agent';
import { Failed } from '../parts/Failed';
import { Facts } from '../parts/Section';
import { useWhereLine } from '../place';
import { useApproval, useApprovals, useDecide } from '../queries';
import { useText } from '../texts';
import { Answered, Late, Missing } from './Answered';
import styles from './Approve.module.css';
import { ApproveCard } from './ApproveCard';

/** Shows who asks and from where, and takes the answer. */
export function ApprovalPage({ id }: { id: string }) {
  const approval = useApproval(id);
  if (approval.data) return <Question approval={approval.data} />;
  if (!approval.error) return <LoadingPage />;
  const isMissing = approval.error instanceof ApiError && ['not_found', 'validation_failed', 'bad_request'].includes(approval.error.code);
  return (
    <ApproveCard>
      {isMissing ? (
        <Missing />
      ) : (
        <Failed error={approval.error} isBusy={approval.isFetching} onRetry={() => void approval.refetch()} />
      )}
    </ApproveCard>
  );
}

function Question({ approval }: { approval: Approval }) {
  const t = useText();
  const decide = useDecide(approval.id);
  // Whether there is still time, the server says: this device's clock may be wrong.
  const waiting = useApprovals();
  const isOver = waiting.data !== undefined && !waiting.data.items.some(({ id }) => id === approval.id);
  const { error } = decide;
  const isWrong = error instanceof ApiError && error.code === 'code_invalid';
  // The message went to another device of this person: only that one is a proof. To refuse is possible anywhere.
  const [isElsewhere, setIsElsewhere] = useState(false);
  const answer = (given: Answer) =>
    decide.mutate(given, {
      onError: (failure) => setIsElsewhere(isElsewhere || isRefusedHere(failure)),
    });
  const isLate = error instanceof ApiError && error.code === 'code_expired';
  const state = decide.data?.state ?? approval.state;
  const isStepUp = approval.purpose === 'step_up';
  if (isWrong || state !== 'pending') {
    return (
      <ApproveCard>
        <Answered outcome={isWrong ? 'wrong' : state === 'approved' ? 'approved' : 'denied'} purpose={approval.purpose} />
      </ApproveCard>
    );
  }
  if (isLate || (isOver && !decide.isPending)) {
    return (
      <ApproveCard>
        <Late />
      </ApproveCard>
    );
  }
  return (
    <ApproveCard>
      <PageTitle title={t(isStepUp ? 'approve.title.step_up' : 'approve.title')} />
      <p className={styles['muted']}>{t(isStepUp ? 'approve.text.step_up' : 'approve.text')}</p>
      <Whence approval={approval} />
      {isElsewhere && <Notice tone="warning">{t('approve.not-here')}</Notice>}
      <ProblemNotice error={isRefusedHere(error) ? null : error} />
      <Answers
        approval={approval}
        given={decide.isPending ? decide.variables : undefined}
        canApprove={!isElsewhere}
        onAnswer={answer}
      />
      <p className={styles['small']}>{t('approve.warning')}</p>
    </ApproveCard>
  );
}

function isRefusedHere(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'method_unavailable';
}

function Whence({ approval }: { approval: Approval }) {
  const t = useText();
  const format = useFormat();
  const where = useWhereLine();
  const { user_agent: agent, ip_address: address, place, is_same_network: isNear, created_at: at } = approval;
  return (
    <>
      <div className={styles['facts']}>
        <Facts
          facts={[
            [t('approve.device'), describeAgent(agent) || t('unknown')],
            [t('approve.place'), isNear ? `${t('approve.same')} (${address})` : where(address, place)],
            [t('approve.when'), `${format.ago(at)}, ${format.time(at)}`],
          ]}
        />
      </div>
      {!isNear && (
        <Notice tone="warning" title={t('approve.elsewhere')}>
          {t('approve.elsewhere.text')}
        </Notice>
      )}
    </>
  );
}

type Answer = Parameters<ReturnType<typeof useDecide>['mutate']>[0];
type AnswersProps = {
  approval: Approval;
  /** The answer that is on its way. */
  given: Answer | undefined;
  canApprove: boolean;
  onAnswer: (answer: Answer) => void;
};

/** A number to match where there are some, else yes; and no in either case. */
function Answers({ approval: { numbers }, given, canApprove, onAnswer }: AnswersProps) {
  const t = useText();
  return (
    <>
      {canApprove && numbers === undefined && (
        <Button
          size="lg"
          loading={given?.decision === 'approve'}
          onClick={() => onAnswer({ decision: 'approve' })}
        >
          {t('approve.yes')}
        </Button>
      )}
      {canApprove && numbers !== undefined && (
        <fieldset className={styles['numbers']}>
          <legend>{t('approve.pick')}</legend>
          {numbers.map((number) => (
            <Button
              key={number}
              size="xl"
              variant="default"
              aria-label={t('approve.pick.number', { number: String(number) })}
              loading={given?.number === number}
              disabled={given !== undefined && given.number !== number}
              onClick={() => onAnswer({ decision: 'approve', number })}
            >
              {/* In the digits of the other screen, whose language may be another one: they are compared by their looks. */}
              {number}
            </Button>
          ))}
        </fieldset>
      )}
      <Button
        size="lg"
        variant="danger"
        loading={given?.decision === 'deny'}
        onClick={() => onAnswer({ decision: 'deny' })}
      >
        {t('approve.no')}
      </Button>
    </>
  );
}
