/** Partners who read lists from us, at their own time: there is nobody to send anything to. */

/** Stands where a connection names its connector. No connector has it. */
export const READERS = 'esp-api';
/** How the admin calls it. */
export const READERS_NAME = 'API';
