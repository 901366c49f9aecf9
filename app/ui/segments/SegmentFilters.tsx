/** The search field and the filters over the list of segments. */
import { ChoiceList, Filters } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { segmentStates, type SegmentFilter } from './filterSegments.ts';

interface Props {
  filter: SegmentFilter;
  /** Every label in use. */
  labels: readonly string[];
  onChange: (filter: SegmentFilter) => void;
}

export const noFilter: SegmentFilter = { search: '', states: [], labels: [] };

export function SegmentFilters({ filter, labels, onChange }: Props) {
  const { t } = useTranslation();
  const { search, states } = filter;
  const chosenLabels = filter.labels;
  const shownLabels = [...new Set([...labels, ...chosenLabels])];
  const setStates = (chosen: string[]): void =>
    onChange({ ...filter, states: segmentStates.filter((state) => chosen.includes(state)) });
  const setLabels = (chosen: string[]): void => onChange({ ...filter, labels: chosen });
  const stateFilter = {
    key: 'state',
    label: t('segments.state'),
    pinned: true,
    filter: (
      <ChoiceList
        title={t('segments.state')}
        titleHidden
        allowMultiple
        choices={segmentStates.map((state) => ({ value: state, label: t(`segments.states.${state}`) }))}
        selected={[...states]}
        onChange={setStates}
      />
    ),
  };
  const labelFilter = {
    key: 'label',
    label: t('segments.label'),
    pinned: true,
    filter: (
      <ChoiceList
        title={t('segments.label')}
        titleHidden
        allowMultiple
        choices={shownLabels.map((label) => ({ value: label, label }))}
        selected={[...chosenLabels]}
        onChange={setLabels}
      />
    ),
  };
  const applied = [
    {
      key: 'state',
      label: t('segments.chosen', {
        filter: t('segments.state'),
        choices: states.map((state) => t(`segments.states.${state}`)).join(', '),
      }),
      onRemove: () => setStates([]),
      isThere: states.length > 0,
    },
    {
      key: 'label',
      label: t('segments.chosen', { filter: t('segments.label'), choices: chosenLabels.join(', ') }),
      onRemove: () => setLabels([]),
      isThere: chosenLabels.length > 0,
    },
  ];
  return (
    <Filters
      queryValue={search}
      queryPlaceholder={t('segments.search')}
      onQueryChange={(text) => onChange({ ...filter, search: text })}
      onQueryClear={() => onChange({ ...filter, search: '' })}
      onClearAll={() => onChange(noFilter)}
      filters={shownLabels.length > 0 ? [stateFilter, labelFilter] : [stateFilter]}
      appliedFilters={applied
        .filter(({ isThere }) => isThere)
        .map(({ key, label, onRemove }) => ({ key, label, onRemove }))}
    />
  );
}
