/** Every definition a segment has had: who gave it, when, what it changed, and the way back. */
import { Badge, BlockStack, Button, Card, InlineError, InlineStack, List, Text } from '@shopify/polaris';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { presetById } from '#app/core/presets/registry.ts';
import type { ParameterValue, PresetParameter } from '#app/core/presets/preset.ts';
import { ruleSentence, type WordTerms } from '#app/core/rules/words/ruleWords.ts';
import { useFormats, type Formats } from '../formats.ts';
import type { NamedSegment } from '../segmentText.ts';
import { useWordTerms } from '../useWordTerms.ts';
import { problemText, useSegmentChange } from './segmentChange.ts';
import { versionChanges, type ShownVersion, type VersionChange } from './versionChanges.ts';

interface Props {
  segmentId: number;
  presetId: string | null;
  /** The latest first. */
  versions: readonly ShownVersion[];
  versionInForce: number;
  /** Those that rules may refer to. */
  others: readonly NamedSegment[];
}

export function VersionsCard({ segmentId, presetId, versions, versionInForce, others }: Props) {
  const { t } = useTranslation();
  const formats = useFormats();
  const terms = useWordTerms(others);
  const { isBusy, problem, send } = useSegmentChange(t('segment.versions.undone'));
  const [asked, setAsked] = useState<number | null>(null);
  const returnTo = (version: number, from: number): void => {
    setAsked(from);
    send({ intent: 'undo', segmentId, version });
  };
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('segment.versions.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('segment.versions.help')}
          </Text>
        </BlockStack>
        {problem && (
          <div role="alert">
            <InlineError fieldID="segment-versions" message={problemText(t, problem)} />
          </div>
        )}
        <ol className="kesit-requests">
          {versions.map((version, index) => {
            const before = versions[index + 1];
            const changes = versionChanges(version, before, presetId !== null);
            const isBusyHere = isBusy && asked === version.version;
            return (
              <li key={version.version}>
                <InlineStack gap="400" align="space-between" blockAlign="start">
                  <BlockStack gap="100">
                    <InlineStack gap="200" align="start" blockAlign="center">
                      <Text as="h3" variant="headingSm">
                        {t(`segment.versions.action.${version.action}`)}
                      </Text>
                      <Text as="span" tone="subdued">
                        {t('segment.versions.number', { version: version.version })}
                      </Text>
                      {version.version === versionInForce && (
                        <Badge tone="success">{t('segment.versions.inForce')}</Badge>
                      )}
                      {index === 0 && version.version !== versionInForce && (
                        <Badge tone="info" progress="partiallyComplete">
                          {t('segment.versions.pending')}
                        </Badge>
                      )}
                    </InlineStack>
                    {changes.length > 0 && (
                      <List>
                        {changes.map((change) => (
                          <List.Item key={changeKey(change)}>
                            {changeText(t, formats, terms, presetId, change)}
                          </List.Item>
                        ))}
                      </List>
                    )}
                    <Text as="span" tone="subdued">
                      <span suppressHydrationWarning>
                        {t('segment.versions.by', {
                          who: actorName(t, version.actor),
                          when: formats.instant(version.changedAt),
                        })}
                      </span>
                    </Text>
                  </BlockStack>
                  {index === 0
                    ? before && (
                        <Button
                          loading={isBusyHere}
                          disabled={isBusy}
                          accessibilityLabel={t('segment.versions.undoLabel', { version: version.version })}
                          onClick={() => returnTo(before.version, version.version)}
                        >
                          {t('segment.versions.undo')}
                        </Button>
                      )
                    : index > 1 && (
                        <Button
                          variant="tertiary"
                          loading={isBusyHere}
                          disabled={isBusy}
                          accessibilityLabel={t('segment.versions.restoreLabel', { version: version.version })}
                          onClick={() => returnTo(version.version, version.version)}
                        >
                          {t('segment.versions.restore')}
                        </Button>
                      )}
                </InlineStack>
              </li>
            );
          })}
        </ol>
      </BlockStack>
    </Card>
  );
}

const changeKey = (change: VersionChange): string => (change.kind === 'value' ? `value-${change.name}` : change.kind);

function changeText(
  t: TFunction,
  formats: Formats,
  terms: WordTerms,
  presetId: string | null,
  change: VersionChange,
): string {
  const empty = t('segment.versions.empty');
  switch (change.kind) {
    case 'active':
      return t(change.active ? 'segment.versions.switchedOn' : 'segment.versions.switchedOff');
    case 'name':
      return t('segment.versions.name', { before: change.before || empty, after: change.after || empty });
    case 'rule':
      return t('segment.versions.rule', { rule: ruleSentence(change.rule, terms) });
    case 'value': {
      const parameter = presetId === null ? undefined : presetById(presetId)?.parameters[change.name];
      const write = (value: ParameterValue): string => valueText(value, parameter, formats, terms) || empty;
      return t('segment.versions.value', {
        label: parameter?.label[terms.locale] ?? change.name,
        before: write(change.before),
        after: write(change.after),
      });
    }
  }
}

function valueText(
  value: ParameterValue,
  parameter: PresetParameter | undefined,
  { number }: Formats,
  { locale }: WordTerms,
): string {
  if (typeof value === 'number') return number(value);
  const option = parameter?.kind === 'choice' ? parameter.options.find((known) => known.value === value) : undefined;
  return option?.label[locale] ?? value;
}

function actorName(t: TFunction, actor: string): string {
  const [kind, id] = actor.split(':');
  if (kind !== 'staff') return t('segment.versions.app');
  return id === undefined ? t('segment.versions.someone') : t('segment.versions.staff', { id });
}
