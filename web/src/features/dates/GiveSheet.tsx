import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { meQuery, networksIn, type Network } from "@/features/people";
import { useExplain } from "@/lib/useExplain";
import { Button } from "@/ui/Button";
import { Checkbox } from "@/ui/Choice";
import { Sheet } from "@/ui/Sheet";
import { showToast } from "@/ui/toast";
import { useOwn } from "./useDates";

type Props = { open: boolean; onClose: () => void };

/** Gives the other one where else one is to be found: what one chooses of what one's profile has. */
export function GiveSheet({ open, onClose }: Props) {
  const { t } = useTranslation(["dates", "people"]);
  const { dates, own } = useOwn();
  const explain = useExplain();
  const { data: me } = useQuery(meQuery);
  const [chosen, setChosen] = useState<readonly Network[]>([]);
  const [isGiving, setIsGiving] = useState(false);
  const name = own.room.peer.displayName;
  const socials = me?.socials ?? {};
  const networks = networksIn(socials);
  const give = async () => {
    setIsGiving(true);
    try {
      await dates.talk.give(Object.fromEntries(chosen.map((network) => [network, socials[network] ?? ""])));
      showToast({ message: t("give.given", { name }), tone: "done" });
      onClose();
    } catch (error) {
      showToast({ message: explain(error), tone: "problem" });
    }
    setIsGiving(false);
  };
  return (
    <Sheet open={open} onClose={onClose} title={t("give.title", { name })}>
      {networks.length === 0 ? (
        <p className="text-soft">{t("give.none")}</p>
      ) : (
        <div className="flex flex-col gap-5">
          <p className="text-soft">{t("give.text", { name })}</p>
          <div>
            {networks.map((network) => (
              <Checkbox
                key={network}
                label={t(`people:networks.${network}`)}
                hint={socials[network] ?? ""}
                checked={chosen.includes(network)}
                onChange={({ target }) => {
                  const others = chosen.filter((one) => one !== network);
                  setChosen(target.checked ? [...others, network] : others);
                }}
              />
            ))}
          </div>
          <Button
            variant="primary"
            loading={isGiving}
            disabled={chosen.length === 0}
            onClick={() => void give()}
          >
            {t("give.give", { name })}
          </Button>
        </div>
      )}
    </Sheet>
  );
}
