"""The local AWS: MiniStack 1.5.33, wrapped from inside where it is laxer than AWS.

Run as `<venv>/bin/python lib/local/launcher`, with GATEWAY_PORT and the rest in the environment. It ends,
with everything it started, when its standard input does: so it never outlives who started it, however that died.
Each module beside this one closes the gaps of one concept; one function, one gap.
"""

import os

import access
import alarms
import ciphertexts
import parameter_changes
import tables
import trail

CONTROL = os.environ.pop("SST_VAULT_LOCAL_CONTROL", "") == "1"  # popped: Lambda workers inherit what is left

# Before the application is imported: it takes some of these functions by value.
access.count_loopback_as_secure()
access.name_roles_as_aws()
access.add_missing_condition_keys()
access.check_every_parameter_named()
access.check_batches_as_single_messages()
access.name_resources_as_aws()
access.name_lambda_actions_as_aws()
access.evaluate_table_policies()
tables.keep_protection()
tables.name_resources_as_aws()
ciphertexts.authenticate()
parameter_changes.send_events_and_name_writers()
parameter_changes.tell_time_in_milliseconds()
alarms.look_at_own_dimensions()
trail.remember_user_agents()
trail.record_calls()
trail.record_refusals()

import control  # noqa: E402
import drift  # noqa: E402
import lifeline  # noqa: E402
import stacks  # noqa: E402
from ministack import app  # noqa: E402

stacks.answer_when_done(app)
drift.revert()
access.refuse_buckets_of_others(app)
control.add_routes(app, CONTROL)
lifeline.hold()
app.main()
