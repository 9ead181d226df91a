/** How long a browser keeps a retrieved pass for its pages, in minutes; "Finish" ends it sooner, a press later. */
export const PASS_MINUTES = 20

/** How long a browser keeps a message to the help desk that was not taken, and the number of one that was. */
export const SUPPORT_MINUTES = 30

/**
 * How long a browser keeps what was typed, counted from the last step, as a multiple of the time of a retrieval:
 * whoever comes too late still finds it. A pass that is made, and "Finish", end it sooner.
 */
export const TYPED_FOR = 2
