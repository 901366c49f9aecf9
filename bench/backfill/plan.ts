/** What the loading process is told, and what it tells. */
export interface LoadPlan {
  workerUrl: string;
  shopId: number;
  adminBaseUrl: string;
  secretKey: string;
}

export interface LoadResult {
  /** From the first request to Shopify to the last row stored. */
  loadS: number;
  /** From there to the segments computed. */
  computeS: number;
  /** Resident memory each half second while loading, in megabytes. */
  memoryMb: number[];
  processorS: number;
}
