"""B6: where each text is read again, by the door that shows it; found by reading every page (test_every_text.py)."""

PLACES = {
    "activities:show": """
        reporting.Activity.place reporting.Activity.reason reporting.Activity.text reporting.Activity.told_by_name
        reporting.Activity.topic reporting.ActivityPaper.entered_by_name reporting.ActivityPaper.name
    """,
    "activities:workbook": """
        reporting.Activity.place reporting.Activity.topic tenancy.Region.name
    """,
    "audit:event": """
        audit.Event.subject_label
    """,
    "boards:experience": """
        reporting.Experience.body reporting.Experience.text reporting.Experience.title
        reporting.Experience.told_by_name
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
        declarations.Question.asked_by_name declarations.Question.office_name declarations.Question.text
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
        declarations.Attachment.name declarations.Declaration.contact_email declarations.Declaration.contact_name
        declarations.Declaration.contact_phone declarations.Declaration.fee_basis declarations.Declaration.service
        declarations.Declaration.service_price declarations.Declaration.summary declarations.Declaration.territory
        declarations.Declaration.title declarations.Owner.name tenancy.Organisation.name
    """,
    "declarations:questions": """
        declarations.Question.answered_by_name
    """,
    "declarations:release": """
        publication.PlannedRelease.title
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
    "licensing:certificates": """
        licensing.Certificate.inventor
    """,
    "licensing:export": """
        licensing.Licence.remark licensing.Party.name
    """,
    "licensing:file": """
        licensing.Filing.body licensing.Filing.entered_by_name
    """,
    "licensing:ledger": """
        licensing.Licence.remark
    """,
    "licensing:money": """
        licensing.Payment.entered_by_name licensing.Payment.note
    """,
    "licensing:receipt": """
        licensing.Due.what licensing.Party.name licensing.Receipt.entered_by_name licensing.Receipt.note
    """,
    "licensing:show": """
        licensing.Filing.reason licensing.Licence.answer_rule licensing.Licence.scope licensing.Licence.use_place
        licensing.LicensedPatent.fee_sentence licensing.Party.region_name licensing.Turn.done_by_name
        licensing.Turn.place_name licensing.Turn.reason
    """,
    "licensing:signing": """
        licensing.Signature.handler_name licensing.SigningNote.done_by_name licensing.SigningNote.name
        licensing.SigningNote.place_name licensing.SigningNote.reason
    """,
    "licensing:text": """
        licensing.LicensedPatent.territory
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
        publication.Version.contact_shown publication.Version.fee_sentence publication.Version.publisher
        publication.Version.service publication.Version.service_price publication.Version.summary
        publication.Version.territory publication.Version.title tenancy.Province.name tenancy.User.name
    """,
    "publication:records": """
        publication.Record.fee_sentence publication.Record.territory publication.Record.title
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
    "tenancy:contacts": """
        tenancy.Duty.mobile tenancy.Duty.name tenancy.Duty.office_phone tenancy.Duty.title
    """,
    "tenancy:organisation": """
        tenancy.OrganisationFact.certificate tenancy.OrganisationFact.reason
    """,
    "tenancy:own": """
        tenancy.RoleChange.changed_by_name tenancy.RoleChange.reason tenancy.User.phone
    """,
}
UNSHOWN = {
    "no such row stands in the world of the matrix": """
        licensing.ContractText.document licensing.ContractText.entered_by_name licensing.ContractText.title
        publication.Contact.consent_text publication.Contact.name publication.Contact.phone
        publication.StatusNote.sentence publication.StatusNote.source publication.ViewCount.source
        tenancy.ContactCard.address tenancy.ContactCard.department tenancy.ContactCard.person
        tenancy.ContactCard.phone tenancy.ContactCard.sponsor verification.GazetteNotice.raw
        verification.GazetteNotice.source verification.ReferenceTable.imported_by verification.ReferenceTable.name
        verification.ReferenceTable.source verification.ReferenceTable.year verification.RegisterRecord.source
        verification.UnreadNotice.outcome verification.UnreadNotice.raw verification.UnreadNotice.reason
        verification.UnreadNotice.settled_by verification.UnreadNotice.source
    """,
    "read by other eyes, or in another state of its matter": """
        audit.FlagDecision.decided_by_name audit.FlagDecision.place_name audit.FlagDecision.reason
        declarations.Advice.answer declarations.Advice.answered_by_name declarations.Advice.given_by_name
        declarations.Advice.office_name declarations.Advice.words declarations.Approval.agreed_by_name
        declarations.ChangeRequest.opinion declarations.Commitment.text declarations.Declaration.held_by_name
        declarations.LastLook.sentence declarations.LastLook.source declarations.Objection.decision
        declarations.Owner.answered_name declarations.Owner.reason declarations.Question.answer
        declarations.RegisterAct.clause declarations.RegisterAct.sentence licensing.Certificate.entered_by_name
        licensing.Certificate.revoke_reason licensing.Certificate.revoked_by_name licensing.Due.rule
        licensing.Ending.entered_by_name licensing.Ending.note licensing.Ending.rule
        licensing.Evidence.entered_by_name licensing.Evidence.name licensing.FilingPaper.entered_by_name
        licensing.FollowUp.rule licensing.Formality.body licensing.Formality.entered_by_name
        licensing.Formality.note licensing.Proposal.answered_by_name licensing.Proposal.made_by_name
        licensing.Proposal.reason licensing.Result.entered_by_name licensing.Result.note
        licensing.Result.output_unit licensing.RoyaltyReport.entered_by_name licensing.RoyaltyReport.note
        licensing.RoyaltyReport.sentence licensing.Signature.signed_by_name licensing.TrialDecision.entered_by_name
        licensing.TrialDecision.note outbox.Notice.sent_by_name outbox.Notice.sentence publication.Correction.answer
        publication.Correction.office_name publication.PlannedRelease.publisher publication.Version.reason
        reporting.Claim.entered_by_name reporting.Edition.name reporting.Experience.confirmed_by
        reporting.Focus.recorded_by_name reporting.Quota.recorded_by_name reporting.Quota.source
        reporting.StatedFigure.recorded_by_name reporting.StatedFigure.source reporting.Summary.task
        tenancy.Accreditation.document tenancy.DirectoryEntry.document tenancy.DirectoryEntry.reason
        tenancy.PolicyDocument.entered_name tenancy.PolicyDocument.issuer tenancy.PolicyDocument.text
        tenancy.PolicyDocument.title tenancy.PolicyProposal.decided_name tenancy.PolicyProposal.reason
        tenancy.PolicyValue.approved_name tenancy.PolicyValue.clause tenancy.PolicyValue.document
        tenancy.PolicyValue.entered_name tenancy.PolicyValue.note tenancy.PolicyValue.quote tenancy.SignUp.name
    """,
}
"""Texts that no page of that world tells of, and why."""
