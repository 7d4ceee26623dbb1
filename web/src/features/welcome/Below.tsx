import { DateStory } from "./DateStory";
import { Host } from "./Host";
import { Respect } from "./Respect";

/** What one scrolls to. */
export default function Below() {
  return (
    <>
      <DateStory />
      <Respect />
      <Host />
    </>
  );
}
