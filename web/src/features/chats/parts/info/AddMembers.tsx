import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/ui/Dialog";
import { PickFooter } from "../people/PickFooter";
import { PeoplePicker, toggled } from "../people/PeoplePicker";
import type { Chat, Person } from "../types";
import { addMembers, membersQuery } from "./queries";

type Props = {
  open: boolean;
  onClose: () => void;
  chat: Chat;
  /** Who is offered before a name is typed. */
  known: readonly Person[];
  onChanged: (chat: Chat) => void;
};

/** Lets people into a group or channel. */
export function AddMembers({ open, onClose, ...rest }: Props) {
  const { t } = useTranslation("chatParts");
  return (
    <Dialog open={open} onClose={onClose} title={t("members.add")}>
      <Choice {...rest} onClose={onClose} />
    </Dialog>
  );
}

function Choice({ chat, known, onChanged, onClose }: Omit<Props, "open">) {
  const { t } = useTranslation("chatParts");
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  const { data } = useInfiniteQuery(membersQuery(chat.id));
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      addMembers(
        chat.id,
        chosen.map(({ id }) => id),
      ),
    onSuccess: (changed) => {
      onChanged(changed);
      onClose();
      return queryClient.invalidateQueries({ queryKey: membersQuery(chat.id).queryKey });
    },
  });
  return (
    <>
      <PeoplePicker
        known={known}
        chosen={chosen}
        hidden={data?.pages.flatMap(({ items }) => items.map(({ user }) => user.id)) ?? []}
        onPick={(person) => {
          setChosen(toggled(chosen, person));
        }}
      />
      <PickFooter
        label={t("members.letIn", { count: chosen.length })}
        isEmpty={chosen.length === 0}
        isBusy={isPending}
        error={error}
        onDone={() => {
          mutate();
        }}
        onClose={onClose}
      />
    </>
  );
}
