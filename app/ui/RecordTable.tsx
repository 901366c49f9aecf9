/** Records in rows: a table where there is room for one; on a phone a block for each, with every value under its heading. */
import type { ReactNode } from 'react';

export interface RecordColumn {
  heading: string;
  isNumeric?: boolean;
  /** The heading is only read out: what stands under it speaks for itself. */
  isHeadingUnseen?: boolean;
}

interface Props {
  /** What the table holds, for those who listen. */
  label: string;
  columns: readonly RecordColumn[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
}

/** The roles say what a phone's layout, which is none of a table, would take away. */
export function RecordTable({ label, columns, rows }: Props) {
  return (
    <table className="kesit-records" role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ heading, isNumeric, isHeadingUnseen }) => (
            <th key={heading} role="columnheader" scope="col" className={isNumeric ? 'kesit-number' : undefined}>
              <span className={isHeadingUnseen ? 'kesit-unseen' : undefined}>{heading}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map(({ key, cells }) => (
          <tr key={key} role="row">
            {columns.map(({ heading, isNumeric, isHeadingUnseen }, index) => (
              <td
                key={heading}
                role="cell"
                className={isNumeric ? 'kesit-number' : undefined}
                data-heading={isHeadingUnseen ? undefined : heading}
              >
                {cells[index]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
