import { CircleUserRound, Hourglass, MessageCircle, Sofa, Sparkles, type LucideIcon } from "lucide-react";
import type { Place } from "@/lib/places";

export const PLACE_ICONS: Record<Place, LucideIcon> = {
  meet: Sparkles,
  dates: Hourglass,
  salons: Sofa,
  chats: MessageCircle,
  you: CircleUserRound,
};
