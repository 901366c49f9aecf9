/** What a segment is: its rule in words, and its settings where it has any. */
import { BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { PresetValues } from '#app/core/presets/parameters.ts';
import { presetById } from '#app/core/presets/registry.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import type { NamedSegment } from '../segmentText.ts';
import { ParametersForm } from './ParametersForm.tsx';
import { RuleTree } from './RuleTree.tsx';

export interface ShownDefinition {
  segmentId: number;
  presetId: string | null;
  values: PresetValues;
  /** As wanted. */
  rule: Rule;
  others: readonly NamedSegment[];
}

export function DefinitionTab({ definition }: { definition: ShownDefinition }) {
  const { t } = useTranslation();
  const { segmentId, presetId, values, rule, others } = definition;
  const preset = presetId === null ? undefined : presetById(presetId);
  const hasSettings = preset !== undefined && Object.keys(preset.parameters).length > 0;
  return (
    <BlockStack gap="400">
      <Card>
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            {t('segment.definition.rule')}
          </Text>
          <RuleTree rule={rule} segments={others} />
          {preset === undefined && (
            <InlineStack>
              <Button url={`/app/segments/${segmentId}/edit`}>{t('segment.definition.editRule')}</Button>
            </InlineStack>
          )}
          {preset !== undefined && !hasSettings && (
            <Text as="p" tone="subdued">
              {t('segment.definition.none')}
            </Text>
          )}
        </BlockStack>
      </Card>
      {preset !== undefined && hasSettings && (
        <ParametersForm key={segmentId} segmentId={segmentId} preset={preset} values={values} />
      )}
    </BlockStack>
  );
}
