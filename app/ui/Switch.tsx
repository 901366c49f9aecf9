/** A switch: on or off at once, by mouse, touch, Space or Enter, and read out as one. */
interface Props {
  label: string;
  on: boolean;
  disabled?: boolean;
  onChange: (on: boolean) => void;
}

export function Switch({ label, on, disabled = false, onChange }: Props) {
  return (
    <button
      type="button"
      role="switch"
      className="kesit-switch"
      aria-checked={on}
      aria-label={label}
      disabled={disabled}
      onClick={(event) => {
        // The row around it may lead somewhere.
        event.stopPropagation();
        onChange(!on);
      }}
    >
      <span className="kesit-switch-knob" />
    </button>
  );
}
