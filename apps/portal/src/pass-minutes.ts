/** How long a browser keeps a retrieved pass for its pages, in minutes; "Finish" ends it sooner. */
export const PASS_MINUTES = 20
