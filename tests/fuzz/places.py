"""B6: where each text is read again, by the door that shows it; found by reading every page (test_every_text.py)."""

PLACES = {
    "activities:show": """
        reporting.Activity.place reporting.Activity.reason reporting.Activity.text
        reporting.Activity.told_by_name reporting.Activity.topic reporting.ActivityPaper.entered_by_name
        reporting.ActivityPaper.name
    """,
    "activities:workbook": """
        reporting.Activity.place reporting.Activity.topic tenancy.Region.name
    """,
    "audit:event": """
        audit.Event.subject_label
    """,
    "boards:experience": """
        reporting.Experience.body reporting.Experience.confirmed_by reporting.Experience.text
        reporting.Experience.title reporting.Experience.told_by_name
    """,
    "boards:key_patents": """
        licensing.LicensedPatent.title reporting.KeyPatentList.made_by_name reporting.KeyPatentList.name
    """,
    "boards:key_patents_file": """
        reporting.KeyPatentList.made_by_name reporting.KeyPatentList.name
    """,
    "boards:targets": """
        reporting.Focus.note
    """,
    "declarations:answer_city": """
        declarations.Question.answer declarations.Question.asked_by_name declarations.Question.office_name
        declarations.Question.text
    """,
    "declarations:batch_template": """
        tenancy.Province.name
    """,
    "declarations:batches": """
        declarations.Batch.name declarations.Batch.sentence declarations.Batch.uploaded_by_name
    """,
    "declarations:change_decision": """
        declarations.ChangeRequest.reason
    """,
    "declarations:decide_objection": """
        declarations.Objection.raised_by_name
    """,
    "declarations:decision": """
        declarations.Review.decided_by_name declarations.Review.office_name declarations.Review.opinion
    """,
    "declarations:draft": """
        declarations.Advice.answer declarations.Attachment.name declarations.Declaration.contact_email
        declarations.Declaration.contact_name declarations.Declaration.contact_phone
        declarations.Declaration.fee_basis declarations.Declaration.service
        declarations.Declaration.service_price declarations.Declaration.summary
        declarations.Declaration.territory declarations.Declaration.title declarations.Owner.name
        tenancy.Organisation.name
    """,
    "declarations:one": """
        declarations.Objection.decision
    """,
    "declarations:owners": """
        declarations.Owner.answered_name declarations.Owner.reason
    """,
    "declarations:price_tables": """
        verification.ReferenceTable.imported_by verification.ReferenceTable.name
        verification.ReferenceTable.source verification.ReferenceTable.year
    """,
    "declarations:published": """
        declarations.ChangeRequest.opinion
    """,
    "declarations:questions": """
        declarations.Question.answered_by_name
    """,
    "declarations:release": """
        publication.PlannedRelease.title
    """,
    "declarations:review": """
        declarations.Advice.answered_by_name declarations.Advice.given_by_name declarations.Advice.office_name
        declarations.Advice.words declarations.Question.answered_by_name
    """,
    "declarations:settle_notice": """
        verification.UnreadNotice.outcome verification.UnreadNotice.raw verification.UnreadNotice.reason
        verification.UnreadNotice.settled_by verification.UnreadNotice.source
    """,
    "declarations:withdrawal_form": """
        declarations.WithdrawalRequest.opinion declarations.WithdrawalRequest.reason
    """,
    "flags:show": """
        audit.Event.actor_name audit.Event.place_name audit.Event.reason audit.Flag.clause audit.Flag.sentence
        audit.Flag.subject_label audit.Flag.title tenancy.Office.name tenancy.Region.name
    """,
    "funds:show": """
        reporting.Claim.claimant_name reporting.Claim.programme reporting.Claim.source
        reporting.ClaimStep.done_by_name reporting.ClaimStep.reason
    """,
    "licence_chain": """
        licensing.Licence.accepted_by_name
    """,
    "licensing:certificate": """
        licensing.Certificate.revoke_reason
    """,
    "licensing:certificates": """
        licensing.Certificate.inventor
    """,
    "licensing:contract_word": """
        licensing.ContractText.title
    """,
    "licensing:ending": """
        licensing.Ending.entered_by_name licensing.Ending.note
    """,
    "licensing:export": """
        licensing.Licence.remark licensing.Party.name
    """,
    "licensing:file": """
        licensing.Evidence.name licensing.Filing.body licensing.Filing.entered_by_name
    """,
    "licensing:follow_up": """
        licensing.Result.entered_by_name licensing.Result.note licensing.Result.output_unit
    """,
    "licensing:formalities": """
        licensing.Formality.body licensing.Formality.entered_by_name licensing.Formality.note
    """,
    "licensing:ledger": """
        licensing.Licence.remark
    """,
    "licensing:money": """
        licensing.Payment.entered_by_name licensing.Payment.note licensing.RoyaltyReport.note
        licensing.RoyaltyReport.sentence
    """,
    "licensing:official_text": """
        licensing.ContractText.document licensing.ContractText.entered_by_name
    """,
    "licensing:receipt": """
        licensing.Due.what licensing.Party.name licensing.Receipt.entered_by_name licensing.Receipt.note
    """,
    "licensing:show": """
        licensing.Filing.reason licensing.Licence.answer_rule licensing.Licence.scope
        licensing.Licence.use_place licensing.LicensedPatent.fee_sentence licensing.Party.region_name
        licensing.Turn.done_by_name licensing.Turn.place_name licensing.Turn.reason
    """,
    "licensing:signing": """
        licensing.Signature.handler_name licensing.SigningNote.done_by_name licensing.SigningNote.name
        licensing.SigningNote.place_name licensing.SigningNote.reason
    """,
    "licensing:text": """
        licensing.LicensedPatent.territory licensing.Proposal.reason
    """,
    "outbox:troubled": """
        outbox.Job.last_error
    """,
    "policy:change": """
        tenancy.PolicyProposal.clause tenancy.PolicyProposal.document tenancy.PolicyProposal.note
        tenancy.PolicyProposal.proposed_name
    """,
    "policy:workdays": """
        tenancy.WorkdayOverride.holiday tenancy.WorkdayOverride.source
    """,
    "publication:announcement": """
        publication.Announcement.publisher publication.Announcement.title
    """,
    "publication:answer_correction": """
        publication.Correction.reach publication.Correction.sender publication.Correction.sentence
    """,
    "publication:api_record": """
        publication.Change.notice_rule publication.Change.sentence publication.Record.city_name
        publication.Record.contact_shown publication.Record.fee_sentence publication.Record.owner_names
        publication.Record.publisher publication.Record.region_name publication.Record.territory
        publication.Record.title publication.Version.fee_sentence publication.Version.service
        publication.Version.service_price
    """,
    "publication:atom": """
        publication.Change.sentence publication.Record.title
    """,
    "publication:corrections": """
        publication.Correction.answer publication.Correction.office_name
    """,
    "publication:export": """
        publication.Record.city_name publication.Record.contact_shown publication.Record.fee_sentence
        publication.Record.owner_names publication.Record.publisher publication.Record.region_name
        publication.Record.territory publication.Record.title publication.Version.service
        publication.Version.service_price
    """,
    "publication:pushes": """
        publication.Push.reason publication.Push.recipient_name
    """,
    "publication:record": """
        publication.Change.notice_rule publication.Change.sentence publication.Channel.name
        publication.Record.city_name publication.Record.owner_names publication.Record.region_name
        publication.StatusNote.sentence publication.StatusNote.source publication.Version.contact_shown
        publication.Version.fee_sentence publication.Version.publisher publication.Version.service
        publication.Version.service_price publication.Version.summary publication.Version.territory
        publication.Version.title tenancy.Province.name tenancy.User.name
    """,
    "publication:records": """
        publication.Record.fee_sentence publication.Record.territory publication.Record.title
    """,
    "reach:board": """
        publication.ViewCount.source
    """,
    "reporting:packages": """
        reporting.Dispatch.means reporting.Dispatch.recipient reporting.Dispatch.sent_by_name
        reporting.Package.made_by_name reporting.Package.name
    """,
    "reporting:show": """
        reporting.Edition.notes reporting.Return.due_rule reporting.ReturnTurn.done_by_name
        reporting.ReturnTurn.place_name reporting.ReturnTurn.reason
    """,
    "summaries:board": """
        reporting.Supplement.text reporting.Supplement.told_by_name
    """,
    "summaries:show": """
        reporting.Summary.due_rule reporting.Summary.title reporting.SummaryPaper.entered_by_name
        reporting.SummaryPaper.name reporting.SummaryTurn.done_by_name reporting.SummaryTurn.place_name
        reporting.SummaryTurn.reason
    """,
    "summaries:word": """
        reporting.Summary.title tenancy.Region.name
    """,
    "tenancy:card": """
        tenancy.ContactCard.address tenancy.ContactCard.department tenancy.ContactCard.person
        tenancy.ContactCard.phone tenancy.ContactCard.sponsor
    """,
    "tenancy:contacts": """
        tenancy.Duty.mobile tenancy.Duty.name tenancy.Duty.office_phone tenancy.Duty.title
    """,
    "tenancy:office": """
        tenancy.Accreditation.document tenancy.Duty.mobile tenancy.Duty.name tenancy.Duty.office_phone
        tenancy.Duty.title
    """,
    "tenancy:organisation": """
        tenancy.OrganisationFact.certificate tenancy.OrganisationFact.reason
    """,
    "tenancy:own": """
        tenancy.RoleChange.changed_by_name tenancy.RoleChange.reason tenancy.User.phone
    """,
}
UNSHOWN = {
    "kept as evidence: no page and no file tells of it": """
        audit.FlagDecision.place_name declarations.Approval.agreed_by_name declarations.Commitment.text
        declarations.RegisterAct.clause licensing.Certificate.entered_by_name
        licensing.Certificate.revoked_by_name licensing.Ending.rule licensing.Evidence.entered_by_name
        licensing.FilingPaper.entered_by_name licensing.FollowUp.rule licensing.Proposal.answered_by_name
        licensing.Proposal.made_by_name licensing.RoyaltyReport.entered_by_name
        licensing.TrialDecision.entered_by_name licensing.TrialDecision.note publication.Contact.consent_text
        publication.PlannedRelease.publisher reporting.Claim.entered_by_name reporting.Focus.recorded_by_name
        reporting.Quota.recorded_by_name reporting.Quota.source reporting.StatedFigure.recorded_by_name
        tenancy.DirectoryEntry.document tenancy.DirectoryEntry.reason
    """,
    "copied, when it comes, into the notes, checks and log lines that follow, and told from those": """
        declarations.LastLook.sentence declarations.LastLook.source declarations.RegisterAct.sentence
        verification.GazetteNotice.raw verification.GazetteNotice.source verification.RegisterRecord.source
    """,
    "its words stand in the line of the log that goes with it, and are read there": """
        audit.FlagDecision.reason
    """,
    "told in the reminders of what is due, which the platform sends": """
        licensing.Due.rule
    """,
    "told only in the refusal of a second decision": """
        audit.FlagDecision.decided_by_name
    """,
    "told to whoever else opens the case, only while somebody holds it": """
        declarations.Declaration.held_by_name
    """,
    "told only to who presses a button: here pages are read and none is pressed": """
        publication.Contact.name publication.Contact.phone
    """,
    "names a file: told in a header and in the list of an archive, not in what is read": """
        reporting.Edition.name
    """,
    "looked up among the keys of the policy, and never said": """
        reporting.Summary.task
    """,
    "told to one person alone, by whose eyes no page is read here": """
        outbox.Notice.sent_by_name outbox.Notice.sentence tenancy.SignUp.name
    """,
    "read through the rules kept in memory, which a row that is changed past its verbs does not reach": """
        tenancy.PolicyDocument.entered_name tenancy.PolicyDocument.issuer tenancy.PolicyDocument.text
        tenancy.PolicyDocument.title tenancy.PolicyValue.approved_name tenancy.PolicyValue.clause
        tenancy.PolicyValue.document tenancy.PolicyValue.entered_name tenancy.PolicyValue.note
        tenancy.PolicyValue.quote
    """,
    "only not met in this world: here the change of a rule is still open, nobody has signed yet": """
        licensing.Signature.signed_by_name tenancy.PolicyProposal.decided_name tenancy.PolicyProposal.reason
    """,
    "only not met in this world: told of another record than the one whose page the doors name": """
        publication.Version.reason
    """,
    "only not met in this world: told beside a target that this province has not set": """
        reporting.StatedFigure.source
    """,
}
"""Texts that no page of that world tells of, and why."""
