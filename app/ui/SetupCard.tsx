/** The steps from an empty app to lists that are kept equal, with the reading of the shop's history as it goes on. */
import { Badge, BlockStack, Button, Card, Icon, InlineStack, Text } from '@shopify/polaris';
import { AlertTriangleIcon, CheckCircleIcon, ClockIcon } from '@shopify/polaris-icons';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackfillProgress } from '#app/core/backfill/progress.ts';
import { HistoryProgress } from './HistoryProgress.tsx';

export type StepState = 'done' | 'running' | 'stuck' | 'todo';

interface Props {
  steps: { history: StepState; connection: StepState; destination: StepState; sync: StepState };
  history: BackfillProgress;
}

/** Once all is done, only a line that opens. */
export function SetupCard({ steps, history }: Props) {
  const { t } = useTranslation();
  const stepsId = useId();
  const [opened, setOpened] = useState(false);
  const states = Object.values(steps);
  const done = states.filter((state) => state === 'done').length;
  const complete = done === states.length;
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <InlineStack gap="200" blockAlign="center">
            {complete && <StepIcon state="done" />}
            <Text as="h2" variant="headingMd">
              {t(complete ? 'home.setup.complete' : 'home.setup.title')}
            </Text>
          </InlineStack>
          {complete ? (
            <Button variant="plain" ariaExpanded={opened} ariaControls={stepsId} onClick={() => setOpened(!opened)}>
              {t(opened ? 'home.setup.hideSteps' : 'home.setup.showSteps')}
            </Button>
          ) : (
            <Text as="span" tone="subdued">
              {t('home.setup.progress', { done, total: states.length })}
            </Text>
          )}
        </InlineStack>
        <ol className="kesit-steps" id={stepsId} hidden={complete && !opened}>
          <Step state={steps.history} title={t('home.setup.history')} help={t('home.setup.historyHelp')}>
            {steps.history !== 'done' &&
              history.subjects.map((subject) => (
                <div className="kesit-progress" key={subject.subject}>
                  <HistoryProgress progress={subject} isProblemTold={subject.phase !== 'done'} />
                </div>
              ))}
          </Step>
          <Step state={steps.connection} title={t('home.setup.connection')} help={t('home.setup.connectionHelp')}>
            {steps.connection === 'todo' && <Button url="/app/connections">{t('home.setup.connectionAction')}</Button>}
          </Step>
          <Step state={steps.destination} title={t('home.setup.destination')} help={t('home.setup.destinationHelp')}>
            {steps.destination === 'todo' && steps.connection === 'done' && (
              <Button url="/app/segments">{t('home.setup.destinationAction')}</Button>
            )}
          </Step>
          <Step state={steps.sync} title={t('home.setup.sync')} help={t('home.setup.syncHelp')} />
        </ol>
      </BlockStack>
    </Card>
  );
}

const shapes = {
  done: { icon: { source: CheckCircleIcon, tone: 'success' }, badge: { tone: 'success' } },
  running: { icon: { source: ClockIcon, tone: 'info' }, badge: { tone: 'info' } },
  stuck: { icon: { source: AlertTriangleIcon, tone: 'caution' }, badge: { tone: 'warning' } },
} as const;

function StepIcon({ state }: { state: StepState }) {
  if (state === 'todo') return <span className="kesit-step-todo" aria-hidden="true" />;
  return (
    <span className="kesit-step-icon" aria-hidden="true">
      <Icon {...shapes[state].icon} />
    </span>
  );
}

function Step({
  state,
  title,
  help,
  children,
}: {
  state: StepState;
  title: string;
  help: string;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <li>
      <StepIcon state={state} />
      <BlockStack gap="200" inlineAlign="start">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h3" variant="bodyMd" fontWeight="semibold">
            {title}
          </Text>
          <Badge {...(state === 'todo' ? {} : shapes[state].badge)}>{t(`home.setup.${state}`)}</Badge>
        </InlineStack>
        {state !== 'done' && (
          <Text as="p" tone="subdued">
            {help}
          </Text>
        )}
        {children}
      </BlockStack>
    </li>
  );
}
