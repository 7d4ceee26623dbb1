/** The messenger. */
export * from "./parts";
